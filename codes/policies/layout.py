"""The layout of policy JSON: which key is kept in which column, for each kind of requirement.

Reading and writing both go by these tables, so that what was read is what is written. A key whose
column is empty is not written; ``always`` marks the few that are, as null.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from codes.policies.values import (
    ADDRESS,
    CODE,
    DIAGNOSIS,
    PLACE,
    at_most,
    chosen,
    day,
    each_formed,
    formed,
    number,
    text,
    texts,
    whole,
    wholes,
    yes_or_no,
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the column that keeps it, and how its value is read."""

    name: str
    column: str
    read: Callable[[object, str], object]
    wanted: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases of a document, which stand in one text with commas between them."""

    known: tuple[str, ...] = ("start", "renewal", "every", "every_if_jw")

    def __call__(self, value: object, path: str) -> list[str]:
        return chosen(*self.known)(text(value, path).split(","), path)


PATTERNS = each_formed(DIAGNOSIS, "E88.01 or K50*")
CODES = each_formed(CODE, "J0256")
DAYS, MONTHS, YEARS = at_most(3660), at_most(120), at_most(130)
OUTCOMES = chosen("failure", "intolerance", "contraindication")

VERSION = (
    Key("id", "identifier", text, wanted=True),
    Key("version", "number", whole, wanted=True),
    Key("title", "title", text, wanted=True),
    Key("effective_from", "effective_from", day, always=True),
    Key("effective_to", "effective_through", day, always=True),
    Key("review_by", "review_by", day),
    Key("observe_to", "observe_through", day),
    Key("supersedes", "supersedes", text),
    Key("source_url", "source_url", text),
    Key("modelled_on", "modelled_on", text),
    Key("notes", "notes", text),
)
SOURCE = (
    Key("kind", "source_kind", text),
    Key("day", "source_day", day),
    Key("sha256", "source_sha256", text),
)
CITED = (
    Key("severity", "severity", text),
    Key("document", "cited_document", text),
    Key("section", "cited_section", text),
    Key("quote", "cited_quote", text),
    Key("address", "cited_address", formed(ADDRESS, "https://payer.example/policy")),
    Key("seen_on", "seen_on", day),
)
POLICY_CODE = (
    Key("code", "code", formed(CODE, "J0256"), wanted=True),
    Key("editorial_only", "editorial_only", yes_or_no),
    Key("drug", "drug", text),
)
ANY_DIAGNOSES = (Key("dx_any", "patterns", PATTERNS, wanted=True),)
GROUP = (Key("group", "name", text, wanted=True), Key("codes", "patterns", PATTERNS, wanted=True))
EXCLUDED = (Key("codes", "patterns", PATTERNS, wanted=True), Key("reason", "name", text))
INDICATION = (
    Key("name", "name", text, wanted=True),
    Key("dx_any", "patterns", PATTERNS, wanted=True),
    Key("max_single_units", "max_single_units", number),
)
LIMIT = (
    Key("kind", "kind", text, wanted=True),
    Key("uom", "measure", text),
    Key("days", "days", DAYS),
    Key("months", "months", MONTHS),
    Key("window", "window", text),
    Key("tolerance", "tolerance", number),
    Key("counts_waste", "counts_waste", yes_or_no),
    Key("brand", "brand", text),
)
# a limit's value is called "value" where it is days, "max" elsewhere; either is read
LIMIT_VALUE = Key("value", "value", number)
LIMIT_MOST = Key("max", "value", number)
LOADING = (Key("days", "loading_days", wholes, wanted=True),)
DOSE_INTERVAL = (
    Key("dose", "dose", number, wanted=True),
    Key("min_days", "min_days", DAYS, wanted=True),
)
AUTHORIZATION = (
    Key("required", "required", yes_or_no),
    Key("initial_months", "initial_months", MONTHS),
    Key("renewal_months", "renewal_months", MONTHS),
    Key("counts_waste", "counts_waste", yes_or_no),
    Key("ref", "reference", text),
)
STEP = (
    Key("applies_to", "applies_to", CODES),
    Key("any_of", "any_of", texts, wanted=True),
    Key("min_trials", "min_trials", whole),
    Key("outcomes", "outcomes", OUTCOMES),
    Key("lookback_days", "lookback_days", DAYS),
    Key("new_starts_only", "new_starts_only", yes_or_no),
)
PRODUCT = (Key("brand", "brand", text, wanted=True), Key("tier", "tier", text, wanted=True))
EXEMPTION = (
    Key("allowed", "allowed", yes_or_no),
    Key("reasons", "reasons", texts),
    Key("needs", "needs", texts),
    Key("satisfied_by_step", "satisfied_by_step", yes_or_no),
)
PLACES = each_formed(PLACE, "11")
SITE = (
    Key("allowed", "allowed", PLACES, wanted=True),
    Key("restricted", "restricted", PLACES),
    Key("exceptions", "exceptions", texts),
)
AGE = (Key("min", "youngest", YEARS), Key("max", "oldest", YEARS))
WEIGHT = (Key("required", "required", yes_or_no), Key("max_age_days", "max_age_days", DAYS))
LAB = (
    Key("lab", "lab", text, wanted=True),
    Key("max_age_days", "max_age_days", DAYS, always=True),
)
THRESHOLD = (
    Key("unit", "unit", text, wanted=True),
    Key("method", "method", text),
    Key("op", "operator", text, wanted=True),
    Key("value", "value", number, wanted=True),
)
ATTESTATION = (Key("code", "code", text, wanted=True), Key("label", "label", text))
DOCUMENT = (
    Key("code", "code", text, wanted=True),
    Key("label", "label", text, wanted=True),
    Key("phase", "phases", Phases()),
)


def written(value: Any) -> object:
    """A column's value as JSON has it: whole numbers without a fraction, days as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value.isoformat() if hasattr(value, "isoformat") else value
