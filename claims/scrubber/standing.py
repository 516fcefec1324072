"""What a finding must say of the facts it rests on: in one place for every rule.

General decision of the rule catalogue: a fact that is not verified, illustrative, past its review
date or older than the quarter of the date of service names that in the finding; a fact that is not
verified, or past its review date, raises no error. A policy without a review date never expires. A
rule gives the facts it judged by as `Basis`; rules that judge by a whole table need not, they stand
in ``_TABLES``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from claims.scrubber.context import Context
from claims.scrubber.findings import Basis, Finding, Severity, spoken
from claims.scrubber.ndc import product_of
from claims.scrubber.notation import folded, ndc11
from claims.scrubber.reference import ProductFacts, ReleaseFacts
from claims.scrubber.snapshot import LineSnapshot

_HCPCS = Basis(name="The HCPCS table", tables=("hcpcs",))
_MODIFIERS = Basis(name="The modifier table", tables=("modifiers",))
_DIAGNOSES = Basis(name="The ICD-10-CM table", tables=("icd10cm",))
_FLAGS = Basis(name="The table of diagnosis flags", tables=("dxflags",))
_CROSSWALK = Basis(name="The NDC crosswalk", tables=("ndc",))

# Rules that judge by what a publisher's table says, or does not say, of a code on a day.
_TABLES = {
    "COD-001": _HCPCS,
    "COD-002": _HCPCS,
    "MOD-001": _MODIFIERS,
    "MOD-002": _MODIFIERS,
    "DX-002": _DIAGNOSES,
    "DX-003": _DIAGNOSES,
    "DX-009": _FLAGS,
    "DX-010": _FLAGS,
    "NDC-005": _CROSSWALK,
    "NDC-007": _CROSSWALK,
    "POS-001": Basis(name="The table of places of service", tables=("pos",)),
    "SAD-001": Basis(name="The list of self-administered drugs", tables=("sad",)),
}
# Findings that follow from what the product table says of an NDC.
_OF_NDC = {("NDC-004", "other"), ("NDC-005", "other"), ("NDC-006", "differs")}
# Months in which publishers issue a table anew; the others follow no calendar.
_QUARTERLY = (1, 4, 7, 10)
_ISSUED = {
    "hcpcs": _QUARTERLY,
    "modifiers": _QUARTERLY,
    "mue": _QUARTERLY,
    "mue_medicare": _QUARTERLY,
    "mue_medicaid": _QUARTERLY,
    "ptp": _QUARTERLY,
    "addon": _QUARTERLY,
    "asp": _QUARTERLY,
    "ndc": _QUARTERLY,
    "icd10cm": (4, 10),
    "dxflags": (4, 10),
}


def weighed(finding: Finding, severity: Severity, context: Context) -> Finding:
    """The finding with what must be said of its facts, lowered where they cannot carry an error.

    ``severity`` is what its rule gives it.
    """
    basis = (*finding.basis, *_by_rule(finding, context))
    if not basis:
        return finding
    day = _day(finding, context)
    said = [finding.caveat] if finding.caveat else []
    said += [one for each in basis for one in _caveats(each, day, context)]
    bound = min((_most(each, context) for each in basis), key=lambda one: -one.rank)
    return replace(
        finding,
        caveat=" ".join(dict.fromkeys(said)),
        severity=bound if severity.rank < bound.rank else finding.severity,
    )


def _most(basis: Basis, context: Context) -> Severity:
    """The gravest that a finding on this fact can be."""
    as_of = context.claim.as_of
    if basis.observed_through is not None and as_of <= basis.observed_through:
        return Severity.INFO
    is_expired = basis.review_by is not None and as_of > basis.review_by
    is_weak = basis.standing == "unverified" or basis.is_alone or is_expired
    return Severity.WARNING if is_weak else Severity.ERROR


def _by_rule(finding: Finding, context: Context) -> Iterator[Basis]:
    """What findings of some rules rest on, whoever wrote them."""
    if finding.rule in _TABLES:
        yield _TABLES[finding.rule]
    line = next((one for one in context.claim.lines if one.number == finding.line), None)
    if line is not None and (finding.rule, finding.message) in _OF_NDC:
        is_number = finding.rule == "NDC-005"
        products = _of_number(line, context) if is_number else _candidates(line, context)
        if products and not any(one.verified or one.label_potency for one in products):
            name = f"{products[0].brand} {products[0].presentation}"
            yield Basis(name=f"What is known of the NDC of {name}", standing="unverified")


def _candidates(line: LineSnapshot, context: Context) -> tuple[ProductFacts, ...]:
    """The presentation that decides on the NDC's measure and content, else those named."""
    one = product_of(line, context)
    return (one,) if one is not None else context.named_products(line)


def _of_number(line: LineSnapshot, context: Context) -> tuple[ProductFacts, ...]:
    """Products of the NDC's labeler and product; none where the crosswalk knows them too."""
    number = (ndc11(folded(line.ndc.number)) if line.ndc else None) or ""
    if context.reference.crosswalk.get(number[:9]):
        return ()
    return tuple(
        one
        for one in context.reference.products
        if number and (ndc11(one.ndc) or "")[:9] == number[:9]
    )


def _day(finding: Finding, context: Context) -> dt.date | None:
    """The date of service that the finding is about."""
    days = (one.dos_from for one in context.claim.lines if one.number == finding.line)
    return next(days, None) or context.first_day


def _caveats(basis: Basis, day: dt.date | None, context: Context) -> Iterator[str]:
    if basis.standing == "unverified":
        yield f"{basis.name} is not verified."
    elif basis.standing == "secondary":
        yield f"{basis.name} is known from a secondary source."
    if basis.review_by is not None and context.claim.as_of > basis.review_by:
        yield f"{basis.name} was to be reviewed by {spoken(basis.review_by)}."
    if basis.is_alone:
        yield f"{basis.name} was published in an emergency and waits for a second person."
    if basis.observed_through is not None and context.claim.as_of <= basis.observed_through:
        yield f"{basis.name} is only observed until {spoken(basis.observed_through)}."
    if basis.tables and day is not None:
        yield from _of_release(basis, day, context)


def _of_release(basis: Basis, day: dt.date, context: Context) -> Iterator[str]:
    held = _releases(basis, day, context)
    newest = max(held, key=lambda one: one.effective_from, default=None)
    days = [one for one in (basis.since, newest and newest.vintage) if one and one <= day]
    vintage = max(days, default=None)
    issued = _issued_by(newest.kind if newest else basis.tables[0], day)
    what = "an illustration" if newest is not None and newest.is_illustrative else ""
    if vintage is not None and issued is not None and vintage < issued:
        of = f"{what} of {_quarter(vintage)}".strip()
        yield f"{basis.name} is {of}, older than the date of service ({_quarter(issued)})."
    elif what:
        yield f"{basis.name} is {what}."


def _releases(basis: Basis, day: dt.date, context: Context) -> list[ReleaseFacts]:
    """The files that speak of the day: for a row its own, and whole ones that left it as it is."""
    return [
        one
        for kind in basis.tables
        for one in context.reference.releases.get(kind, ())
        if one.effective_from <= day
        and (not basis.source or one.title == basis.source or one.complete)
    ]


def _issued_by(kind: str, day: dt.date) -> dt.date | None:
    """The first day of the newest issue that there can be on the day."""
    months = _ISSUED.get(kind)
    if months is None:
        return None
    month = max((one for one in months if one <= day.month), default=None)
    if month is None:
        return dt.date(day.year - 1, max(months), 1)
    return dt.date(day.year, month, 1)


def _quarter(day: dt.date) -> str:
    return f"{day.year} Q{(day.month + 2) // 3}"
