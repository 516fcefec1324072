"""Finding a code by its number, its words, a brand, a drug or an NDC.

Every word of the HCPCS table lies in one sorted list per process, made anew when a fact changes; a
query is a few bisections in it. An exact code comes first, then codes that begin so, then words.
An ended code is found like any other and names its successors.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from codes.facts import facts_token
from codes.models import CodeSuccessor, DrugProduct, HcpcsCode

WORD = re.compile(r"[a-z0-9]+")
CODE = re.compile(r"[a-z][0-9]{0,4}|[0-9]{2,4}[0-9a-z]?")
LAST = "\U0010ffff"
ALIKE = {letter: group for group in ("O0", "I1L") for letter in group}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One code that was found; ``ended`` is its last day where it has one.

    ``successors`` are the codes that took its place, of those that are in the tables.
    """

    code: str
    descriptor: str
    unit: str
    ended: dt.date | None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search found; ``meant`` are codes that differ by O for 0 or by I, 1 and L."""

    hits: list[Hit]
    meant: list[Hit]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    token: str
    hits: dict[str, Hit]
    words: list[tuple[str, str]]

    def beginning(self, word: str) -> set[str]:
        """Codes that have a word which begins so."""
        start = bisect_left(self.words, (word, ""))
        end = bisect_left(self.words, (word + LAST, ""))
        return {code for _word, code in self.words[start:end]}


@dataclass(slots=True)
class _Kept:
    index: _Index | None = None


_kept = _Kept()


def search(text: str, *, limit: int = 20) -> Answer:
    """Codes that fit every word of ``text``; one query when nothing changed since the last."""
    index = _index()
    typed = text.strip().lower()
    numbers = re.sub(r"\D", "", typed)
    words = [numbers] if len(numbers) >= 9 else WORD.findall(typed)
    if not words:
        return Answer(hits=[], meant=[], total=0)
    found = set.intersection(*(index.beginning(word) for word in words))
    order = sorted(found, key=lambda code: (code.lower() != typed, not _begins(code, words), code))
    return Answer(
        hits=[index.hits[code] for code in order[:limit]],
        meant=[] if order else _meant(index, typed),
        total=len(order),
    )


def _begins(code: str, words: list[str]) -> bool:
    return any(CODE.fullmatch(word) and code.lower().startswith(word) for word in words)


def _meant(index: _Index, typed: str) -> list[Hit]:
    """Codes that the eye takes for what was typed, O for 0 and I, 1 and L for each other."""
    if len(typed) != 5:
        return []
    readings = product(*(ALIKE.get(letter, letter) for letter in typed.upper()))
    codes = sorted("".join(letters) for letters in readings)
    return [index.hits[code] for code in codes if code in index.hits]


def _index() -> _Index:
    token = facts_token()
    if _kept.index is None or not token or _kept.index.token != token:
        _kept.index = _made(token)
    return _kept.index


def _made(token: str) -> _Index:
    hits: dict[str, Hit] = {}
    successors = _successors()
    words: set[tuple[str, str]] = set()
    rows = HcpcsCode.objects.order_by("code", "effective_from")
    columns = ("code", "long_descriptor", "drug", "unit_amount", "unit_measure", "ended")
    for code, descriptor, drug, amount, measure, ended in rows.values_list(*columns):
        unit = f"{amount.normalize():f} {measure}" if amount is not None else ""
        hits[code] = Hit(
            code=code,
            descriptor=descriptor,
            unit=unit,
            ended=ended,
            successors=tuple(successors[code]) if ended else (),
        )
        words |= _words(code, (code, descriptor, drug))
    products = DrugProduct.objects.values_list("hcpcs", "brand", "drug", "ndc")
    for code, brand, drug, ndc in products:
        if code in hits:
            words |= _words(code, (brand, drug, ndc))
    return _Index(token=token, hits=hits, words=sorted(words))


def _successors() -> dict[str, list[str]]:
    """Codes that took the place of another, of those that have a row."""
    rows = CodeSuccessor.objects.filter(to_code__in=HcpcsCode.objects.values("code"))
    found: dict[str, list[str]] = defaultdict(list)
    for code, successor in rows.order_by("to_code").values_list("from_code", "to_code"):
        found[code].append(successor)
    return found


def _words(code: str, texts: Iterable[str]) -> set[tuple[str, str]]:
    return {(word, code) for text in texts for word in WORD.findall(text.lower())}
