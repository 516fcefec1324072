"""What the product does with claims: check them, store them, keep their summaries."""

from claims.services.checking import Checked, check_draft, complete_measures
from claims.services.saving import (
    ClaimSentError,
    KeyReusedError,
    LineGoneError,
    SaveRefusedError,
    SaveRequest,
    StaleClaimError,
    save_claim,
)
from claims.services.summaries import refresh_summaries, summary_of

__all__ = [
    "Checked",
    "ClaimSentError",
    "KeyReusedError",
    "LineGoneError",
    "SaveRefusedError",
    "SaveRequest",
    "StaleClaimError",
    "check_draft",
    "complete_measures",
    "refresh_summaries",
    "save_claim",
    "summary_of",
]
