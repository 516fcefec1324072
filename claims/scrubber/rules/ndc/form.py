"""NDC-001, NDC-002, NDC-003, NDC-007: whether there is an NDC, and how it is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Fix, NotChecked, Outcome, Severity, joined
from claims.scrubber.fixes import set_value
from claims.scrubber.ndc import codes_of, ended_on, readings
from claims.scrubber.notation import folded, ndc11
from claims.scrubber.rule import line_rule
from claims.scrubber.scopes import of_drug, with_ndc
from claims.scrubber.snapshot import LineSnapshot

_TEN = re.compile(r"[0-9]{10}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_./]+")


@line_rule(
    "NDC-001",
    "ndc.absent",
    where=of_drug,
    title="NDC is missing",
    carc="16",
    rarc=("M119",),
    overridable=True,
    source="Payer terms; Medicaid drug rebate rules",
    messages={"absent": "{payer} needs the NDC of {code}."},
)
def absent(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A drug line carries the NDC where the payer asks for it.

    What is checked
        Drug lines of payers that require an NDC. For an unclassified code COD-004 asks for it,
        with everything else such a line needs.

    Why payers deny it
        Without the NDC they cannot tell which product was given, or claim the rebate.

    How to put it right
        Enter the eleven digits from the carton, with quantity and unit.
    """
    code = context.code_of(line)
    if code is None or code.kind != "drug" or code.is_noc:
        return
    if folded(line.ndc.number if line.ndc else None):
        return
    terms = context.terms_on(line.dos_from)
    if terms is None:
        yield NotChecked(missing="payer terms", line=line.number)
    elif terms.ndc == "required":
        yield Finding(
            message="absent",
            line=line.number,
            field_name="ndc.number",
            data={"payer": terms.payer_name, "code": code.code},
        )


@line_rule(
    "NDC-002",
    "ndc.form",
    where=with_ndc,
    title="NDC is not written like one",
    carc="16",
    rarc=("M119",),
    source="NDC format; 837P loop 2410 LIN03",
    messages={
        "form": "{ndc} is not eleven digits, nor 4-4-2, 5-3-2, 5-4-1 or 5-4-2.",
        "padded": "{ndc} stands between blanks.",
    },
)
def form(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """An NDC is eleven digits, or three parts with hyphens.

    What is checked
        ASCII digits in a known pattern. The qualifier N4, blanks and other dashes are named.

    Why payers deny it
        A number of another form is found nowhere.

    How to put it right
        Copy it from the carton; the hyphens may stay.
    """
    number = (line.ndc.number if line.ndc else None) or ""
    if not folded(number) or _TEN.fullmatch(number) or ndc11(number) is not None:
        return
    plain = _plain(number)
    known = _known(plain, context) if _TEN.fullmatch(plain) else []
    right = plain if ndc11(plain) is not None else known[0] if len(known) == 1 else None
    yield Finding(
        message="padded" if right and number.strip() == plain else "form",
        line=line.number,
        field_name="ndc.number",
        data={"ndc": number.strip()},
        fix=_write(line, context, right, f"Write it as {right}") if right else None,
    )


def _plain(number: str) -> str:
    """The number without its qualifier; what stands between its parts becomes a hyphen."""
    key = folded(number).removeprefix("N4")
    dashed = _BETWEEN.sub("-", key).strip("-")
    return dashed if ndc11(dashed) is not None else "".join(key.split())


def _write(line: LineSnapshot, context: Context, number: str, label: str) -> Fix:
    return set_value(f"{context.path(line)}.ndc.number", number, label)


def _known(ten: str, context: Context) -> list[str]:
    """The readings of ten digits that some table has as a product."""
    return [one for one in readings(ten) if codes_of(ndc11(one) or "", context)]


@line_rule(
    "NDC-003",
    "ndc.ten-digits",
    where=with_ndc,
    title="Ten digits without hyphens have three readings",
    carc="16",
    rarc=("M119",),
    source="NDC format: 4-4-2, 5-3-2 and 5-4-1",
    messages={
        "one": "{ndc} may be read as {readings}; only {known} is a known product.",
        "several": "{ndc} may be read as {readings}; {known} are known products.",
        "many": "{ndc} may be read as {readings}; enter hyphens or eleven digits.",
    },
)
def ten_digits(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """An NDC of ten digits says where its parts end.

    What is checked
        Ten digits without hyphens, their three readings, and which of them is a known product.

    Why payers deny it
        A zero in the wrong place names another product.

    How to put it right
        Compare with the carton and enter its hyphens; take a reading offered here only if it is
        the product that was given.
    """
    number = folded(line.ndc.number if line.ndc else None)
    if not _TEN.fullmatch(number):
        return
    options = readings(number)
    known = _known(number, context)
    fixes = tuple(_write(line, context, one, f"Is it {one}? Use it") for one in known or options)
    yield Finding(
        message={0: "many", 1: "one"}.get(len(known), "several"),
        line=line.number,
        field_name="ndc.number",
        data={"ndc": number, "readings": joined(options), "known": joined(known)},
        fix=fixes[0] if len(known) == 1 else None,
        choices=fixes if len(known) != 1 else (),
    )


@line_rule(
    "NDC-007",
    "ndc.ended",
    where=with_ndc,
    title="NDC had left the market",
    severity=Severity.WARNING,
    carc="16",
    rarc=("M119",),
    source="NDC end dates of the product table and the payer's days of grace",
    messages={"ended": "NDC {ndc} ended on {ended}; the date of service is {day}."},
)
def ended(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """The NDC was on the market on the day, or within the payer's days of grace.

    What is checked
        The end date of the NDC, where one is loaded, plus the grace that the payer's terms allow.

    Why payers deny it
        Some refuse a number once its listing has ended.

    How to put it right
        Compare with the carton; an old lot may still be right.
    """
    number = ndc11(line.ndc.number) if line.ndc else None
    if number is None or line.dos_from is None:
        return
    last = ended_on(number, context)
    terms = context.terms_on(line.dos_from)
    grace = dt.timedelta(days=terms.ndc_grace_days if terms else 0)
    if last is not None and line.dos_from > last + grace:
        yield Finding(
            message="ended",
            line=line.number,
            field_name="ndc.number",
            data={"ndc": number, "ended": last, "day": line.dos_from},
        )
