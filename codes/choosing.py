"""What may be chosen where a value of policies or claims is typed: codes, diagnoses, brands, words.

Every kind answers the same question: the values that fit what was typed so far, best first. What is
typed need not be among them; a payer may write of a drug that no table knows yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from codes.models import Diagnosis, DrugProduct, PlaceOfService, PolicyVersion
from codes.models.policy import PolicyDocument, PolicyLab
from codes.search import search

LISTED = 8
# what drafts say is not everybody's to read
OPEN = (PolicyVersion.Status.PUBLISHED, PolicyVersion.Status.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value, what it stands for, and a remark such as the day on which it ended."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The first choices of ``total``; ``nouns`` are what one of them, and several, are called."""

    rows: tuple[Choice, ...]
    total: int
    nouns: tuple[str, str]

    @property
    def said(self) -> str:
        """How many there are, for those who do not see the list."""
        more = f", the first {len(self.rows)} listed" if self.total > len(self.rows) else ""
        return f"{self.total} {self.nouns[self.total != 1]} found{more}"


def choices_of(kind: str, text: str) -> Choices:
    """The choices of a kind for what was typed; ``KeyError`` for a kind that is not known."""
    return KINDS[kind](" ".join(text.replace("\x00", "").split()))


def _codes(text: str) -> Choices:
    answer = search(text, limit=LISTED)
    rows = []
    for hit in answer.hits:
        unit = f"1 unit = {hit.unit}" if hit.unit else ""
        ended = f"ended {hit.ended:%m/%d/%Y}" if hit.ended else ""
        note = " · ".join(part for part in (unit, ended) if part)
        rows.append(Choice(value=hit.code, label=hit.descriptor, note=note))
    return Choices(rows=tuple(rows), total=answer.total, nouns=("code", "codes"))


def _patterns(text: str) -> Choices:
    """Diagnoses, and with ``*`` all that begin as it was typed."""
    found, key = _diagnoses(text), _key(text)
    if found.total < 2 or len(key) < 3 or not _key(found.rows[0].value).startswith(key):
        return found
    whole = Choice(value=f"{Diagnosis(code=key).dotted}*", label=f"All {found.total:,} of these")
    rows = (whole, *found.rows[: LISTED - 1])
    return Choices(rows=rows, total=found.total + 1, nouns=found.nouns)


def _diagnoses(text: str) -> Choices:
    """Diagnoses by their code, else by words of their title."""
    key = _key(text)
    found = Diagnosis.objects.filter(code__startswith=key) if key else Diagnosis.objects.none()
    total = found.values("code").distinct().count()
    if text and not total:
        found = Diagnosis.objects.all()
        for word in text.split():
            found = found.filter(title__icontains=word)
        total = found.values("code").distinct().count()
    return Choices(rows=_newest(found), total=total, nouns=("diagnosis", "diagnoses"))


def _key(text: str) -> str:
    return text.upper().replace(".", "").rstrip("*")


def _newest(found: QuerySet[Diagnosis]) -> tuple[Choice, ...]:
    """The first few codes, each as the version that was last in force describes it."""
    codes = list(found.order_by("code").values_list("code", flat=True).distinct()[:LISTED])
    rows = Diagnosis.objects.filter(code__in=codes).order_by("code", "effective_from")
    newest = {one.code: one for one in rows}
    return tuple(
        Choice(value=one.dotted, label=one.title, note=_dx_note(one)) for one in newest.values()
    )


def _dx_note(one: Diagnosis) -> str:
    if one.effective_through is not None:
        return f"ended {one.effective_through:%m/%d/%Y}"
    return "" if one.is_billable else "a heading, not billed itself"


def _brands(text: str) -> Choices:
    rows = DrugProduct.objects.filter(Q(brand__icontains=text) | Q(hcpcs__istartswith=text))
    named: dict[str, Choice] = {}
    for brand, code, drug in rows.order_by("brand").values_list("brand", "hcpcs", "drug"):
        named.setdefault(brand, Choice(value=brand, label=drug, note=code))
    return _first(named.values(), ("product", "products"))


def _agents(text: str) -> Choices:
    """What step therapy names: a code, or a product."""
    codes, brands = _codes(text), _brands(text)
    rows = (*brands.rows, *codes.rows)[:LISTED]
    return Choices(rows=rows, total=codes.total + brands.total, nouns=("agent", "agents"))


def _places(text: str) -> Choices:
    rows = PlaceOfService.objects.filter(is_assigned=True)
    rows = rows.filter(Q(code__startswith=text) | Q(name__icontains=text))
    return _first((Choice(value=one.code, label=one.name) for one in rows), ("place", "places"))


def _labs(text: str) -> Choices:
    """The names that policies use already, so that one test has one name."""
    fitting = Q(lab__icontains=text) | Q(lab__icontains=text.replace(" ", "_"))
    named = PolicyLab.objects.filter(fitting, version__status__in=OPEN).order_by("lab")
    names = named.values_list("lab", flat=True).distinct()
    rows = (Choice(value=one, label=one.replace("_", " ")) for one in names)
    return _first(rows, ("test", "tests"))


def _documents(text: str) -> Choices:
    fitting = Q(code__icontains=text) | Q(label__icontains=text)
    rows = PolicyDocument.objects.filter(fitting, version__status__in=OPEN)
    named: dict[str, Choice] = {}
    for code, label in rows.order_by("code").values_list("code", "label"):
        named.setdefault(code, Choice(value=code, label=label))
    return _first(named.values(), ("document", "documents"))


def _words(noun: str, *pairs: tuple[str, str]) -> Callable[[str], Choices]:
    """A short list that the rules know; nothing else is allowed there."""
    all_of = [Choice(value=value, label=label) for value, label in pairs]

    def fitting(text: str) -> Choices:
        typed = text.lower()
        kept = (one for one in all_of if typed in one.value.lower() or typed in one.label.lower())
        return _first(kept, (noun, f"{noun}s"))

    return fitting


def _first(rows: Iterable[Choice], nouns: tuple[str, str]) -> Choices:
    found = tuple(rows)
    return Choices(rows=found[:LISTED], total=len(found), nouns=nouns)


KINDS: dict[str, Callable[[str], Choices]] = {
    "codes": _codes,
    "diagnoses": _diagnoses,
    "patterns": _patterns,
    "brands": _brands,
    "agents": _agents,
    "places": _places,
    "labs": _labs,
    "documents": _documents,
    "routes": _words(
        "route", ("IV", "Intravenous"), ("IM", "Intramuscular"), ("SC", "Subcutaneous"),
        ("IVT", "Intravitreal"), ("IA", "Intra-arterial"), ("IT", "Intrathecal"),
        ("PO", "Oral"), ("INH", "Inhaled"), ("TOP", "Topical"),
    ),
    "channels": _words(
        "way", ("buy_and_bill", "The practice buys it and bills it"),
        ("specialty_pharmacy", "A specialty pharmacy sends it"),
        ("payer_supplied", "The payer supplies it"), ("free", "Free of charge"),
        ("sample", "A sample"), ("patient_brought", "The patient brings it"),
    ),
    "outcomes": _words(
        "outcome", ("failure", "Did not help"), ("intolerance", "Not tolerated"),
        ("contraindication", "Could not be given"),
    ),
    "phases": _words(
        "phase", ("start", "With the first dose"), ("renewal", "When it is renewed"),
        ("every", "With every claim"), ("every_if_jw", "With every claim that bills waste"),
    ),
}  # fmt: skip
