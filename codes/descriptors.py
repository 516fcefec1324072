"""What one billing unit of a drug code holds, read from its long descriptor.

CMS publishes no column for it: the amount stands in the text ("Injection, paricalcitol, 1 mcg").
A wrong amount bills ten or a thousand times the drug, so an amount is taken only where the text
has exactly one reading; everything else is left to a person (Medicare Claims Processing Manual,
chapter 17, section 10: units are multiples of the amount in the descriptor).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Standing = Literal["parsed", "needs_review", "none"]

_MEASURES = {
    "mcg": r"mcgs?|micrograms?|ug",
    "mg": r"mgs?|milligrams?",
    "g": r"g|gms?|grams?",
    "mL": r"mls?|ccs?|milliliters?",
    "IU": r"i\.?u\.?|international units?",
    "unit": r"(?:usp )?units?(?! dose)",
    "mEq": r"meq|milliequivalents?",
    "mCi": r"mci|millicuries?",
    "uCi": r"uci|microcuries?",
}
# "mg" must not match the start of "mgus", nor "i.u" the start of a word.
_MEASURE = rf"(?:{'|'.join(_MEASURES.values())})(?![a-z])"
_NUMBER = r"(?<![\d.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+|(?<=\d))(?![\d,]*\d)"
_MULTIPLES = {"thousand": 1_000, "million": 1_000_000}

_CONTAINER = r"vials?|syringes?|cartridges?|bags?|ampules?|pens?|bottles?"

# A strength: "10 mg/ml", "25 mg per cc", "150-199 mg/ml". It describes the product, not the unit.
_STRENGTH = re.compile(
    rf"(?:{_NUMBER}\s*-\s*)?(?:{_NUMBER}\s*)?(?<![a-z])(?:{_MEASURE})\s*(?:/\s*|\bper )"
    r"(?:ml|cc|dl|vial|kg|hour|day)\b"
)
# "(500 ml = 1 unit)" defines the billing unit outright.
_EQUALS_ONE_UNIT = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<measure>{_MEASURE})\s*=\s*1 unit(?![a-z])"
)
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:(?P<multiple>thousand|million)\s+)?(?P<measure>{_MEASURE})"
)
_PER_MEASURE = re.compile(rf"\bper (?:factor [ivx]+ )?(?P<measure>{_MEASURE})")
_PER_CONTAINER = re.compile(r"\bper (?:single[- ](?:use|dose) )?(?P<measure>vial)\b")
_PER_DOSE = re.compile(r"\bper (?:study |therapeutic |treatment |diagnostic )?(?P<measure>dose)\b")
_ACTIVITY_BOUND = re.compile(
    rf",?\s*up to {_NUMBER}\s*(?:{_MEASURES['mCi']}|{_MEASURES['uCi']})(?![a-z])"
)
_PER = re.compile(r"\bper\b")

# A bound is not an amount: "over 10 cc", "greater than 3 mg, but less than or equal to 6 mg".
_BOUND = re.compile(
    rf"\b(?:over|than|equal to|at least|minimum of|exceed|exceeding|between)\s+{_NUMBER}"
    rf"\s*(?:{_MEASURE})|[<>]=?\s*{_NUMBER}|{_NUMBER}\s*(?:{_MEASURE})\s+or (?:more|greater|less)\b"
)
# What a container holds is not what a unit holds: "provided in 1.1 mg vial".
_CONTENT = re.compile(rf"{_NUMBER}\s*(?:{_MEASURE})[\s-]*(?:single[- ]\w+ )?(?:{_CONTAINER})\b")
# A ratio of two amounts: "0.5 g/0.125 g", "0.36 mg per 0.25 cc".
_RATIO = re.compile(rf"(?:{_MEASURE})\s*(?:/|\bper )\s*{_NUMBER}\s*(?:{_MEASURE})")

_DRUG_WORDS = re.compile(
    r"\b(?:injection|infusion|instillation|inhalation|intravenous|intravitreal|intravesical|oral"
    r"|vaccine|immune globulin|solution|suspension|suppository|implant|contraceptive"
    r"|radiopharmaceutical|diagnostic, per|therapeutic, per|drug|biologic(?:al)?|factor)\b"
)
_SERVICE_WORDS = re.compile(
    r"\b(?:administration|fee|services?|supplies|supply|accessory|device|visit|therapy"
    r"|per square cen\w+|catheter|test|screening|add-on)\b"
)
_UNCLASSIFIED = re.compile(r"\b(?:unclassified|not otherwise classified|noc)\b")
_UNSPECIFIED = re.compile(r"\b(?:not otherwise specified|nos|unspecified)\b")
_UNCLASSIFIED_WHAT = re.compile(
    r"\b(?:drugs?|biologics?|biologicals?|radiopharmaceutical|contrast|clotting factor|vaccine"
    r"|dosage form)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedUnit:
    """The amount in one billing unit; no amount and no measure unless ``standing`` is parsed."""

    amount: Decimal | None = None
    measure: str = ""
    standing: Standing


_NONE = ParsedUnit(standing="none")
_REVIEW = ParsedUnit(standing="needs_review")


def read_unit(descriptor: str) -> ParsedUnit:
    """The billing unit that ``descriptor`` states: parsed, needs_review, or none for no drug.

    The measure is one of mcg, mg, g, mL, unit, IU, mEq, mCi, uCi, vial, dose. Never raises.
    """
    text = _normal(descriptor)
    if is_unclassified(text):
        return _NONE
    defined = list(_EQUALS_ONE_UNIT.finditer(text))
    if len(defined) == 1:
        return _parsed(defined[0])
    if _BOUND.search(text) or _CONTENT.search(text) or _RATIO.search(text):
        return _REVIEW
    found = _candidates(text)
    if len(found) == 1:
        return _parsed(found[0])
    if found or _sounds_like_drug(text):
        return _REVIEW
    return _NONE


def is_unclassified(descriptor: str) -> bool:
    """Whether the code is for drugs that have no code of their own (J3490, J9999, C9399).

    "Not otherwise specified" beside an amount is an ordinary code (J0256, 10 mg).
    """
    text = _normal(descriptor)
    if not _UNCLASSIFIED_WHAT.search(text):
        return False
    named = _UNCLASSIFIED.search(text) or _UNSPECIFIED.search(text)
    return named is not None and not _candidates(text)


def _normal(text: str) -> str:
    lowered = text.replace("\u00b5", "u").replace("\u03bc", "u").lower()
    return " ".join(lowered.split())


def _candidates(text: str) -> list[re.Match[str]]:
    """Every amount that could be the unit, strengths left aside, in no order.

    One that is not the unit although it is the only one comes twice: no single one is left then.
    """
    bare = _STRENGTH.sub(" ", text)
    doses = list(_PER_DOSE.finditer(bare))
    if doses:
        # "per study dose, up to 10 millicuries": the dose is the unit, whatever its activity.
        bare = _ACTIVITY_BOUND.sub(" ", bare)
    found = list(_AMOUNT.finditer(bare))
    for pattern in (_PER_MEASURE, _PER_CONTAINER, _PER_DOSE):
        found.extend(pattern.finditer(bare))
    if len(found) == 1 and _stands_apart(found[0], bare):
        return found * 2
    return found


def _stands_apart(match: re.Match[str], text: str) -> bool:
    """Whether the only amount is not the unit.

    In parentheses it is a strength ("single unit dosage form (354 mg)"); beside another "per" it
    is what that other thing holds ("150 mg, per bottle of 60 tablets").
    """
    before, after = text[: match.start()], text[match.end() :]
    if before.count("(") > before.count(")"):
        return True
    return _PER.search(before.removesuffix("per ") + after) is not None


def _parsed(match: re.Match[str]) -> ParsedUnit:
    parts = match.groupdict()
    number = (parts.get("number") or "1").replace(",", "")
    if len(number) > 20:
        return _REVIEW
    amount = Decimal(number) * _MULTIPLES.get(parts.get("multiple") or "", 1)
    # The model keeps 8 digits before the point and 6 after it.
    if not 0 < amount < 100_000_000 or amount != round(amount, 6):
        return _REVIEW
    return ParsedUnit(amount=amount, measure=_measure(parts["measure"]), standing="parsed")


def _measure(word: str) -> str:
    for measure, spellings in _MEASURES.items():
        if re.fullmatch(spellings, word):
            return measure
    return word


def _sounds_like_drug(text: str) -> bool:
    return _DRUG_WORDS.search(text) is not None and _SERVICE_WORDS.search(text) is None
