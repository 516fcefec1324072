"""Rules as chapters of the manual, by family."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from claims.scrubber.catalogue import all_rules
from claims.scrubber.rule import Rule

FAMILIES = {
    "ADM": "Drug administration",
    "CHG": "Charges",
    "COB": "Other payers",
    "COD": "Codes",
    "COV": "Coverage",
    "DAT": "Dates of service",
    "DUP": "Duplicates",
    "DX": "Diagnoses",
    "ESA": "Erythropoiesis-stimulating agents",
    "ESR": "Dialysis",
    "MOD": "Modifiers",
    "MUE": "Medically unlikely units",
    "NCC": "Pairs of codes",
    "NDC": "Product numbers",
    "POL": "Payer policies",
    "POS": "Place of service",
    "PRV": "Providers",
    "SAD": "Self-administered drugs",
    "SRC": "Source of the drug",
    "STR": "Structure of the claim",
    "TFL": "Filing limits",
    "UNI": "Units",
    "WST": "Waste: JW and JZ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One rule in words: its first sentence, and its sections by heading."""

    rule: Rule
    summary: str
    sections: tuple[tuple[str, str], ...]

    @property
    def denial(self) -> str:
        """The likely denial as a remittance shows it; empty where there is none."""
        codes = [one for one in (self.rule.carc, *self.rule.rarc) if one]
        return f"{self.rule.group}-{' · '.join(codes)}" if self.rule.carc else " · ".join(codes)


def family_of(rule_id: str) -> str:
    """The family of a rule, in words."""
    return FAMILIES[rule_id.partition("-")[0]]


@cache
def chapters() -> dict[str, Chapter]:
    """Every rule's chapter by its id, in order of the ids."""
    return {rule.id: _chapter(rule) for rule in all_rules()}


def _chapter(rule: Rule) -> Chapter:
    summary, *rest = rule.manual.split("\n\n")
    sections = []
    for part in rest:
        heading, _, text = part.partition("\n")
        sections.append((heading.strip(), " ".join(text.split())))
    return Chapter(rule=rule, summary=" ".join(summary.split()), sections=tuple(sections))
