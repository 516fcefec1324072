"""A policy as JSON: the layout in which policies are exchanged, read strictly.

An unknown key is an error with its path, so that a misspelt requirement is never silently lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.scrubber.policy import PolicyFacts
from claims.scrubber.policy_json.requirements import (
    read_authorization,
    read_code,
    read_document,
    read_excluded,
    read_group,
    read_lab,
    read_limit,
    read_product,
    read_severities,
    read_site,
    read_step,
    read_weight,
)
from claims.scrubber.policy_json.values import PolicyError, day_at, each_at, object_at, text_at

__all__ = ["PolicyError", "read_policy"]

# Told about a policy, asked by no rule: kept by whoever stores it.
_TOLD = {"supersedes", "modelled_on", "notes", "source_url", "payers", "source"}
_KEYS = _TOLD | {
    "id",
    "payer",
    "title",
    "version",
    "effective_from",
    "effective_to",
    "review_by",
    "standing",
    "emergency",
    "observe_to",
    "codes",
    "routes",
    "age",
    "dx_any",
    "dx_all_of",
    "dx_excluded",
    "labs",
    "attestations",
    "pa",
    "step",
    "limits",
    "weight",
    "products",
    "exemption",
    "site_of_care",
    "channels",
    "docs",
    "requirements",
}


def read_policy(value: object) -> PolicyFacts:
    """One version of a policy. Raises PolicyError with the path of what cannot be read."""
    found = object_at(value, "policy", _KEYS)
    age = object_at(found.get("age") or {}, "age", {"min", "max"})
    exemption = found.get("exemption") or {}
    object_at(exemption, "exemption", {"allowed", "reasons", "needs", "satisfied_by_step"})
    return PolicyFacts(
        id=text_at(found, "id", "id"),
        payer=text_at(found, "payer", "payer"),
        title=text_at(found, "title", "title"),
        version=int(found.get("version") or 1),
        effective_from=day_at(found.get("effective_from"), "effective_from"),
        effective_through=day_at(found.get("effective_to"), "effective_to"),
        review_by=day_at(found.get("review_by"), "review_by"),
        standing=found.get("standing") or "primary",
        is_alone=found.get("emergency") is True,
        observed_through=day_at(found.get("observe_to"), "observe_to"),
        source=found.get("source_url") or "",
        codes=each_at(found, "codes", read_code),
        routes=tuple(found.get("routes") or ()),
        min_age=age.get("min"),
        max_age=age.get("max"),
        dx_any=tuple(found.get("dx_any") or ()),
        dx_all_of=each_at(found, "dx_all_of", read_group),
        dx_excluded=each_at(found, "dx_excluded", read_excluded),
        labs=each_at(found, "labs", read_lab),
        attestations=_attestations(found),
        authorization=read_authorization(found.get("pa")),
        steps=each_at(found, "step", read_step),
        limits=each_at(found, "limits", read_limit),
        weight=read_weight(found.get("weight")),
        products=each_at(found, "products", read_product),
        exemption_allowed=bool(exemption.get("allowed")),
        exemption_by_step=bool(exemption.get("satisfied_by_step")),
        site=read_site(found.get("site_of_care")),
        channels=tuple(found.get("channels") or ()),
        documents=each_at(found, "docs", read_document),
        severities=read_severities(found.get("requirements")),
    )


def _attestations(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Code and label of each statement that must be on record."""
    listed = found.get("attestations") or ()
    return tuple((one["code"], one.get("label", "")) for one in listed)
