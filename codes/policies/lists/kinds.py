"""The kinds of lists that payers publish, and what their columns may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class ListKind(StrEnum):
    """What a list says of its codes or products."""

    AUTHORIZATION = "authorization"
    SITE = "site"
    CHANNEL = "channel"
    PRODUCTS = "products"


class Meaning(StrEnum):
    """What the cells of one column are."""

    CODE = "code"
    BRAND = "brand"
    TIER = "tier"
    PREFERRED = "preferred"
    NOT_PREFERRED = "not_preferred"
    ANSWER = "answer"
    SITE = "site"
    CHANNEL = "channel"
    FROM = "from"
    THROUGH = "through"
    NOTES = "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A kind of list in words.

    ``columns`` are what it may have; one of the sets in ``wanted`` it has without fail. The cells
    of ``told_by`` tell its rows from headings.
    """

    label: str
    sets: str
    columns: tuple[Meaning, ...]
    wanted: tuple[tuple[Meaning, ...], ...] = ((Meaning.CODE,),)
    told_by: Meaning = Meaning.CODE


_CODE_LIST = (Meaning.FROM, Meaning.THROUGH, Meaning.BRAND, Meaning.NOTES)
KINDS: dict[ListKind, Described] = {
    ListKind.AUTHORIZATION: Described(
        label="Codes that need prior authorization",
        sets="the policy's codes, and that a prior authorization is required",
        columns=(Meaning.CODE, Meaning.ANSWER, *_CODE_LIST),
    ),
    ListKind.SITE: Described(
        label="Codes with a site-of-care rule",
        sets="the policy's codes, and the places of service that are covered",
        columns=(Meaning.CODE, Meaning.ANSWER, Meaning.SITE, *_CODE_LIST),
    ),
    ListKind.CHANNEL: Described(
        label="Codes that must be bought in one way",
        sets="the policy's codes, and where the drug may be bought",
        columns=(Meaning.CODE, Meaning.ANSWER, Meaning.CHANNEL, *_CODE_LIST),
    ),
    ListKind.PRODUCTS: Described(
        label="Preferred products",
        sets="the policy's products and their tiers; its codes stay",
        columns=(
            Meaning.BRAND, Meaning.TIER, Meaning.PREFERRED, Meaning.NOT_PREFERRED, Meaning.CODE,
            Meaning.FROM, Meaning.THROUGH, Meaning.NOTES,
        ),
        wanted=((Meaning.BRAND, Meaning.TIER), (Meaning.PREFERRED,), (Meaning.NOT_PREFERRED,)),
        told_by=Meaning.TIER,
    ),
}  # fmt: skip
LABELS: dict[Meaning, str] = {
    Meaning.CODE: "Code",
    Meaning.BRAND: "Brand",
    Meaning.TIER: "Tier (preferred or not)",
    Meaning.PREFERRED: "Preferred products (their names)",
    Meaning.NOT_PREFERRED: "Products not preferred (their names)",
    Meaning.ANSWER: "Applies (yes or no)",
    Meaning.SITE: "Covered places",
    Meaning.CHANNEL: "Where it is bought",
    Meaning.FROM: "First day",
    Meaning.THROUGH: "Last day",
    Meaning.NOTES: "Notes",
}


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


_PRODUCTS = r"(\ (product|brand|drug|agent|medication|therap(y|ies))(s|\(s\))?(\ names?)?)?"
# What headings say of a column. Order does not matter: every meaning is weighed.
HEADINGS: dict[Meaning, re.Pattern[str]] = {
    Meaning.CODE: _words(r"hcpcs?|\bcpt\b|j[-\s]?codes?|procedure|billing\ code|^(drug\ )?codes?$"),
    Meaning.BRAND: _words(
        r"brand|trade\ name|proprietary|^products?(\ names?)?$|^drugs?(\ names?)?$|medication"
    ),
    Meaning.TIER: _words(r"\btiers?\b|prefer|formulary|coverage\ status|^status$"),
    Meaning.PREFERRED: _words(rf"^preferred{_PRODUCTS}$"),
    Meaning.NOT_PREFERRED: _words(rf"^no[nt][-\s]*preferred{_PRODUCTS}$"),
    Meaning.ANSWER: _words(
        r"requir|prior\ auth|pre-?cert|\bpa\b|applies|needed|site\ of\ care|specialty|authoriz"
    ),
    Meaning.SITE: _words(r"place\ of\ service|\bpos\b|\bsites?\b|setting|location|places"),
    Meaning.CHANNEL: _words(r"channel|acqui|procure|distribut|bought|obtain|sourc"),
    Meaning.FROM: _words(r"effective|\bstart|\bbegin|\bfrom\b|\bfirst\ d|\badded|\bas\ of\b"),
    Meaning.THROUGH: _words(r"\bend(s|ing)?\b|\bterm|expir|through|last\ day|discontinu|removed"),
    Meaning.NOTES: _words(r"note|comment|remark|criteria|descri|instruction"),
}
# Headings that look alike and mean another thing: the ICD-10 code E8801 is formed as a HCPCS code.
NEVER: dict[Meaning, re.Pattern[str]] = {
    Meaning.CODE: _words(r"icd|diagnos|xref|cross|replac|previous|\bndc\b|\bdx\b|modifier|descri"),
    Meaning.BRAND: _words(r"non-?proprietary|generic|descri"),
    Meaning.TIER: _words(r"^non-?\s?preferred|not\ preferred"),
    Meaning.ANSWER: _words(r"\bnot?\b|without|exempt|descri|note|comment|criteria|date|effective"),
    Meaning.FROM: _words(r"updat|revis|review|print|publish"),
    Meaning.THROUGH: _words(r"updat|revis|review|print|publish"),
}
# The question that a column of yes and no answers, by kind of list, and questions of no list here.
SUBJECTS: dict[ListKind, re.Pattern[str]] = {
    ListKind.AUTHORIZATION: _words(r"authori|prior\ auth|pre-?cert|\bpa\b|\bauth\b"),
    ListKind.SITE: _words(r"\bsites?\b|\bsoc\b|setting"),
    ListKind.CHANNEL: _words(r"specialty|channel|white|\bsp\b|buy"),
}
OTHER_SUBJECTS = _words(r"\bstep\b|\bst\b|quantity|\bql\b|cover|formulary|prefer|medicare|referral")
