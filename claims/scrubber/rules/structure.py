"""STR: what every claim must carry before a payer reads it."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.findings import Finding, Outcome, Severity
from claims.scrubber.grouping import drug_groups
from claims.scrubber.notation import folded
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.scopes import with_modifiers
from claims.scrubber.snapshot import LineSnapshot

_MOST_LINES = 50


@claim_rule(
    "STR-001",
    "structure.required-fields",
    title="Required field is missing",
    carc="16",
    rarc=("MA27",),
    source="MCPM chapter 26, claim form",
    messages={"missing": "{what} is missing."},
)
def required_fields(context: Context) -> Iterator[Outcome]:
    """Every field that a payer needs is filled in.

    What is checked
        Payer, billing NPI, a diagnosis, the patient's birth date, sex and member id; on each line
        the date, place, code, units, charge and a diagnosis pointer.

    Why payers deny it
        A claim with an empty required field is returned unprocessed; the filing limit runs on.

    How to put it right
        Fill in the field that the finding names.
    """
    for field_name, what, value, rarc in _claim_values(context):
        if not value:
            yield Finding(
                message="missing", field_name=field_name, data={"what": what}, rarc=(rarc,)
            )
    has_diagnosis = _has_diagnosis(context)
    for line in context.claim.lines:
        for field_name, what, value, rarc in _line_values(line):
            # Without a diagnosis there is nothing to point to: that is said once, for the claim.
            if not value and (has_diagnosis or field_name != "dx_pointers"):
                yield Finding(
                    message="missing",
                    line=line.number,
                    field_name=field_name,
                    data={"what": what},
                    rarc=(rarc,),
                )


def _has_diagnosis(context: Context) -> bool:
    return any(folded(one) for one in context.claim.diagnoses or ())


def _claim_values(context: Context) -> tuple[tuple[str, str, bool, str], ...]:
    claim = context.claim
    patient = claim.patient
    return (
        ("payer", "The payer", bool(folded(claim.payer)), "M56"),
        ("billing_npi", "The billing NPI", bool((claim.billing_npi or "").strip()), "N257"),
        ("diagnoses", "A diagnosis", _has_diagnosis(context), "M76"),
        ("lines", "A service line", bool(claim.lines), "M51"),
        ("patient.dob", "The birth date", bool(patient and patient.birth_date), "N329"),
        ("patient.sex", "The patient's sex", bool(patient and patient.sex), "MA39"),
        (
            "patient.member_id",
            "The member ID",
            bool(patient and (patient.member_id or "").strip()),
            "N382",
        ),
    )


def _line_values(line: LineSnapshot) -> tuple[tuple[str, str, bool, str], ...]:
    return (
        ("dos_from", "The date of service", line.dos_from is not None, "M52"),
        ("pos", "The place of service", bool(folded(line.place)), "M77"),
        ("code", "The code", bool(folded(line.code)), "M51"),
        ("units", "The number of units", line.units is not None, "M53"),
        ("charge", "The charge", line.charge is not None, "M79"),
        ("dx_pointers", "A diagnosis pointer", bool(line.pointers), "M76"),
    )


@claim_rule(
    "STR-002",
    "structure.line-limit",
    title="More lines than a claim holds: 50",
    carc="16",
    rarc=("M51",),
    source="ASC X12N 837P, 2400 loop",
    messages={
        "too_many": "The claim has {lines} lines; an 837P claim holds {limit}. Split it after line "
        "{after}.",
        "pages": "The claim has {lines} lines and prints on {pages} CMS-1500 pages.",
    },
)
def line_limit(context: Context) -> Iterator[Outcome]:
    """The claim fits one 837P transaction; long claims print on several pages.

    What is checked
        At most 50 service lines. Above six lines the number of paper pages is named.

    Why payers deny it
        A file with a longer claim is refused whole by the clearinghouse.

    How to put it right
        Split the claim where the finding says: each drug line stays with its JW line.
    """
    lines = len(context.claim.lines)
    if lines > _MOST_LINES:
        after = tuple(str(number) for number in _cuts(context))
        yield Finding(
            message="too_many",
            field_name="lines",
            data={"lines": lines, "limit": _MOST_LINES, "after": after},
        )
    elif lines > 6:
        yield Finding(
            message="pages",
            field_name="lines",
            severity=Severity.INFO,
            data={"lines": lines, "pages": -(-lines // 6)},
        )


def _cuts(context: Context) -> Iterator[int]:
    """The lines after which to split, so that no part is too long and no drug group is parted."""
    group_of = {
        one.number: at for at, each in enumerate(drug_groups(context)) for one in each.lines
    }
    left = sorted(line.number for line in context.claim.lines)
    while len(left) > _MOST_LINES:
        size = _part(left, group_of)
        yield left[size - 1]
        left = left[size:]


def _part(numbers: list[int], group_of: dict[int, int]) -> int:
    """How many of the lines make the first part: the most that leave no drug group in two."""
    last = {group_of[one]: at for at, one in enumerate(numbers, start=1) if one in group_of}
    size = reach = 0
    for at, one in enumerate(numbers[:_MOST_LINES], start=1):
        reach = max(reach, last[group_of[one]] if one in group_of else at)
        size = at if reach == at else size
    return size or _MOST_LINES


@line_rule(
    "STR-003",
    "structure.modifier-limit",
    where=with_modifiers,
    title="More than 4 modifiers on a line",
    carc="16",
    rarc=("N823",),
    source="ASC X12N 837P, SV101; CMS-1500 item 24D",
    messages={"too_many": "The line has {count} modifiers; 4 fit a service line."},
)
def modifier_limit(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """A service line carries at most four modifiers.

    What is checked
        The number of modifiers on the line.

    Why payers deny it
        The claim form and the 837P have four places; the fifth is cut off or refuses the claim.

    How to put it right
        Keep the modifiers that decide payment. Use 99 only where the payer asks for it.
    """
    count = len(context.modifiers(line))
    if count > 4:
        yield Finding(
            message="too_many", line=line.number, field_name="modifiers", data={"count": count}
        )
