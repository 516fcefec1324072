"""Claim JSON, schema 1: text to values to a snapshot and back."""

from claims.scrubber.claim_json.codec import ClaimInputError
from claims.scrubber.claim_json.reader import read_claim, write_claim
from claims.scrubber.claim_json.text import parse_text

__all__ = ["ClaimInputError", "parse_text", "read_claim", "write_claim"]
