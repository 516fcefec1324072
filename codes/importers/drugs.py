"""Which HCPCS codes are drugs, and what their billing unit is.

J codes are drugs by the code set's own division. Elsewhere a code counts as a drug only where its
words say so: supplies have amounts too ("Wound filler, per gram").
"""

from __future__ import annotations

import re

from codes.descriptors import ParsedUnit, is_unclassified, read_unit
from codes.models import HcpcsCode

_DRUG_SECTION = re.compile(r"J[0-9]{4}")
# A4641, A4642, A9500-A9699 and A9800 on: radiopharmaceuticals and contrast agents, not supplies.
_MIXED_SECTIONS = re.compile(r"(?:A464[12]|A9[568][0-9]{2}|[CPQS][0-9]{4})")
# C9000-C9499: drugs and biologicals with pass-through payment (hospital outpatient payment system).
_PASS_THROUGH = re.compile(r"C9[0-4][0-9]{2}")
# Words that make it a drug even where no amount can be read.
_NAMED_DRUG = re.compile(r"^(?:injection|instillation), |\bvaccine\b|leucel(?:-t)?\b")
# Words that make it a drug beside an amount.
_LIKE_DRUG = re.compile(
    r"^(?:injection|infusion|instillation)\b|\binjection\b|\boral\b|\bbiosimilar\b"
    r"|\binhalation solution\b"
    r"|\bimmune globulin\b|\bcontrast\b|\bfactor (?:viia?|viii|ix|x|xiii)\b"
    r"|, (?:diagnostic|therapeutic)\b"
)
_RADIOACTIVE = {"mCi", "uCi"}
_NOT_DRUG = re.compile(
    r"^(?!injection, ).*\b(?:pump|syringe|device|dialysate|supply|wound filler)\b"
)


def kind_of(code: str, descriptor: str) -> str:
    """`HcpcsCode.Kind` of a code that is new to the table; drug only where that is certain."""
    if _DRUG_SECTION.fullmatch(code):
        return HcpcsCode.Kind.DRUG
    words = descriptor.lower()
    if not _MIXED_SECTIONS.fullmatch(code) or _NOT_DRUG.search(words):
        return HcpcsCode.Kind.OTHER
    certain = code[0] in "ACQ" and (is_noc(code, descriptor) or _NAMED_DRUG.search(words))
    if certain or (read_unit(descriptor).standing == "parsed" and _drug_amount(code, words)):
        return HcpcsCode.Kind.DRUG
    return HcpcsCode.Kind.OTHER


def is_noc(code: str, descriptor: str) -> bool:
    """Whether it is a code for drugs without a code of their own (J3490, J3590, J9999, C9399)."""
    return code[:1] in {"A", "C", "J", "Q"} and is_unclassified(descriptor)


def unit_of(code: str, descriptor: str, kind: str) -> ParsedUnit:
    """The billing unit of one code. A drug is never without one: at worst it needs review."""
    if kind != HcpcsCode.Kind.DRUG or is_noc(code, descriptor):
        return ParsedUnit(standing="none")
    unit = read_unit(descriptor)
    return ParsedUnit(standing="needs_review") if unit.standing == "none" else unit


def _drug_amount(code: str, words: str) -> bool:
    if _PASS_THROUGH.fullmatch(code) or _LIKE_DRUG.search(words):
        return True
    return read_unit(words).measure in _RADIOACTIVE
