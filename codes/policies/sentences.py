"""A version's requirements in sentences, each with where it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from codes.models import PolicyVersion
from codes.models.policy import PolicyDocument, PolicyLimit, PolicyWeight, Requirement
from codes.policies.limit_words import limit_words

_WEIGHTS: dict[str, tuple[str, str]] = {
    Requirement.Severity.WARNING: ("risk", "warns"),
    Requirement.Severity.INFO: ("note", "a note"),
}
# POL-011 and POL-014 are warnings, whatever the policy says of their weight
_NEVER_BLOCKS = (PolicyDocument, PolicyWeight)
PHASES = {
    "start": "first dose",
    "renewal": "renewal",
    "every": "every claim",
    "every_if_jw": "claims with JW",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One requirement in words, its citation and the address of its document, where known.

    ``weight`` is the tone and the word of its mark; None where it blocks, as most do. ``codes`` are
    those that it is of; empty where it is of the whole policy.
    """

    text: str
    citation: str = ""
    address: str = ""
    weight: tuple[str, str] | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Requirements that belong together."""

    title: str
    sentences: tuple[Sentence, ...]


def sections_of(version: PolicyVersion) -> list[Section]:
    """The requirements of a version that `codes.policies.writing.with_requirements` read."""
    writers: list[tuple[str, Callable[[Any], Iterator[Sentence]]]] = [
        ("Diagnoses", _diagnoses),
        ("Patient", _patient),
        ("Dose and frequency", _limits),
        ("Before the drug is given", _before),
        ("Place and supply", _supply),
        ("Documents", _documents),
    ]
    found = [(title, tuple(write(version))) for title, write in writers]
    return [Section(title=title, sentences=said) for title, said in found if said]


def _said(row: Requirement, text: str, *codes: str) -> Sentence:
    severity = row.severity
    if isinstance(row, _NEVER_BLOCKS) and severity == Requirement.Severity.ERROR:
        severity = Requirement.Severity.WARNING
    return Sentence(
        text=text,
        citation=row.citation,
        address=row.cited_address,
        weight=_WEIGHTS.get(severity),
        codes=codes,
    )


def _or(words: list[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _diagnoses(version: Any) -> Iterator[Sentence]:
    codes = {row.pk: row.code for row in version.policycode_rows.all()}
    order = ("all", "any", "excluded")
    rows = sorted(version.policydiagnoses_rows.all(), key=lambda row: order.index(row.kind))
    # POL-017 is silent where every group is met
    unless = ", unless each group is met" if any(row.kind == "all" for row in rows) else ""
    for row in rows:
        listed = _or(row.patterns)
        if row.kind == "excluded":
            why = f": {row.name}" if row.name else ""
            yield _said(row, f"Not with {listed}{unless}{why}.")
        elif row.kind == "all":
            yield _said(row, f"{row.name}: {listed} (one of each group).")
        elif row.code_id:
            yield _said(row, f"{codes[row.code_id]}: {listed}.", codes[row.code_id])
        else:
            yield _said(row, f"One of {listed}.")


def _patient(version: Any) -> Iterator[Sentence]:
    for row in version.policyage_rows.all():
        low, high = row.youngest, row.oldest
        if low is not None and high is not None:
            yield _said(row, f"Ages {low} to {high}.")
        else:
            yield _said(row, f"Age {low} or older." if high is None else f"Age {high} or younger.")
    for row in version.policylab_rows.all():
        wanted = [
            f"{one.get_operator_display()} {_plain(one.value)} {one.unit}"
            + (f" by {one.method}" if one.method else "")
            for one in row.any_of.all()
        ]
        is_old = row.max_age_days is not None
        age = f", not older than {row.max_age_days} days" if is_old else ""
        yield _said(row, f"{row.lab.replace('_', ' ')} {_or(wanted)}{age}.")
    for row in version.policyweight_rows.all():
        is_old = row.max_age_days is not None
        age = f", taken in the {row.max_age_days} days before" if is_old else ""
        if row.required:
            yield _said(row, f"A weight is on record{age}.")
        elif is_old:
            yield _said(row, f"A weight that a dose is reckoned by{age}.")
    for row in version.policyattestation_rows.all():
        yield _said(row, f"Stated on record (asked for, not checked): {row.label or row.code}.")


def _limits(version: Any) -> Iterator[Sentence]:
    codes = {row.pk: row.code for row in version.policycode_rows.all()}
    indications = {row.pk: row for row in version.policyindication_rows.all()}
    for row in version.policyindication_rows.all():
        where = f"{codes[row.code_id]} for {row.name} ({_or(row.patterns)})"
        most = row.max_single_units
        words = f": at most {_plain(most)} units a dose" if most is not None else ""
        yield _said(row, f"{where}{words}.", codes[row.code_id])
    for row in version.policylimit_rows.all():
        held = indications[row.indication_id].code_id if row.indication_id else row.code_id
        of = [codes[held]] if held else []
        yield _said(row, f"{_holder(row, codes, indications)}{limit_words(row)}.", *of)


def _holder(row: PolicyLimit, codes: dict[int, str], indications: dict[int, Any]) -> str:
    """What the limit is of, where it is not of the whole policy."""
    if row.indication_id:
        one = indications[row.indication_id]
        return f"{codes[one.code_id]} for {one.name}: "
    return f"{codes[row.code_id]}: " if row.code_id else ""


def _before(version: Any) -> Iterator[Sentence]:
    for row in version.policyauthorization_rows.all():
        yield _said(row, _authorization(row))
    for row in version.policystep_rows.all():
        of = f"{_or(row.applies_to)}: " if row.applies_to else ""
        outcomes = _or(row.outcomes or ["failure", "intolerance", "contraindication"])
        is_recent = row.lookback_days is not None
        within = f" within {row.lookback_days} days" if is_recent else ""
        starts = "; patients who are on the drug already go on" if row.new_starts_only else ""
        count = row.min_trials or 1
        tried = f"{outcomes} of {_or(row.any_of)}" + (f" ({count} of them)" if count > 1 else "")
        yield _said(row, f"{of}{tried}{within} before{starts}.", *row.applies_to)
    for tier, words in (("preferred", "Preferred"), ("non_preferred", "Not preferred"),
                        ("excluded", "Not covered")):  # fmt: skip
        rows = [row for row in version.policyproduct_rows.all() if row.tier == tier]
        for severity in dict.fromkeys(row.severity for row in rows):
            alike = [row for row in rows if row.severity == severity]
            yield _said(alike[0], f"{words}: {', '.join(row.brand for row in alike)}.")
    for row in version.policyexemption_rows.all():
        if row.allowed:
            reasons = f" for {_or(row.reasons)}" if row.reasons else ""
            needs = f", with {_or(row.needs)}" if row.needs else ""
            step = "; the step, once shown, stands for it" if row.satisfied_by_step else ""
            yield _said(row, f"A product may be exempted{reasons}{needs}{step}.")


def _authorization(row: Any) -> str:
    if not row.required:
        return "No prior authorization is required."
    months = [
        f"{count} months {which}"
        for count, which in ((row.initial_months, "at first"), (row.renewal_months, "on renewal"))
        if count
    ]
    given = f", given for {' and '.join(months)}" if months else ""
    waste = "" if row.counts_waste is None or row.counts_waste else "; waste does not use it up"
    return f"A prior authorization is required{given}{waste}."


def _supply(version: Any) -> Iterator[Sentence]:
    for row in version.policyways_rows.all():
        words = "Given" if row.kind == "route" else "Supplied by"
        yield _said(row, f"{words} {_or([one.replace('_', ' ') for one in row.allowed])}.")
    for row in version.policysite_rows.all():
        text = f"Place of service {_or(row.allowed)}"
        if row.restricted:
            open_by = [one.replace("_", " ") for one in row.exceptions]
            text += f"; {_or(row.restricted)} only with an exception"
            text += f" ({', '.join(open_by)})" if open_by else ""
        yield _said(row, f"{text}.")


def _documents(version: Any) -> Iterator[Sentence]:
    for row in version.policydocument_rows.all():
        when = " and ".join(PHASES.get(phase, phase) for phase in row.phases) or "every claim"
        yield _said(row, f"{row.label}: {when}.")
