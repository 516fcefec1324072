"""The tabular list (XML of the NCHS): codes in a tree, seventh characters and notes by branch.

A branch states its seventh characters once; they belong to every code below it that has no
branches of its own. A code that is shorter than six characters is filled up with X before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree  # DOCTYPE and entities are refused before it sees the file

from codes.importers import fields
from codes.importers.icd10cm.file import Collected, DiagnosisFile
from codes.importers.problem import UnreadableFile
from codes.importers.source import Source

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROOT = b"<ICD10CM.tabular"
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_UNDERLYING = re.compile(r"(?:the )?underlying\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|when|any)\b", re.IGNORECASE)
_SIX = 6


# "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death ..."
_EXCEPT = re.compile(
    r"7th characters? (?P<seventh>[A-Z0-9](?:(?:, | and |, and )[A-Z0-9])*) do(?:es)? not apply to"
    r" codes in (?:category|subcategory) \S+ with 6th characters? (?P<rest>.+)"
)


@dataclass(frozen=True, slots=True)
class _Seventh:
    """Seventh characters with their words; ``not_after`` those that some sixth one excludes."""

    characters: tuple[tuple[str, str], ...]
    not_after: frozenset[tuple[str, str]] = frozenset()


def read(source: Source) -> DiagnosisFile:
    """Every code of the tree, seventh characters made. Raises UnreadableFile for broken XML."""
    if any(mark in source.content for mark in _FORBIDDEN):
        raise UnreadableFile(
            f"{source.name} declares a document type or entities; the NCHS's file has none."
        )
    found = Collected(source.name)
    try:
        content = io.BytesIO(source.content)
        events = ElementTree.iterparse(content, events=("end",))  # noqa: S314 - no DOCTYPE, above
        for _event, element in events:
            if element.tag != "section":
                continue
            for branch in element.findall("diag"):
                _take(branch, None, found)
            element.clear()  # a chapter in memory at a time
    except ElementTree.ParseError as error:
        raise UnreadableFile(f"{source.name} is cut short or damaged: {error}.") from error
    return found.file()


def _take(branch: Element, above: _Seventh | None, found: Collected) -> None:
    code = fields.text(branch.findtext("name"))
    title = fields.text(branch.findtext("desc"))
    place = f"{found.name}, {code or 'a code without name'}"
    seventh = _seventh(branch) or above
    below = branch.findall("diag")
    if below or seventh is None or len(code.replace(".", "")) > _SIX:
        found.add(code, title, is_billable=not below, place=place)
    else:
        found.add(code, title, is_billable=False, place=place)
        for longer, words in _with_seventh(code, title, seventh):
            found.add(longer, words, is_billable=True, place=place)
    if _comes_after_another(branch):
        found.not_first.setdefault(code.replace(".", ""), "the underlying disease comes first")
    for each in below:
        _take(each, seventh, found)


def _seventh(branch: Element) -> _Seventh | None:
    stated = branch.find("sevenChrDef")
    if stated is None:
        return None
    characters = tuple(
        (each.get("char", ""), fields.text(each.text)) for each in stated.iter("extension")
    )
    notes = (fields.text(note.text) for note in branch.findall("*/note"))
    exceptions = [found for note in notes if (found := _EXCEPT.match(note))]
    return _Seventh(
        characters,
        frozenset(
            (sixth, seventh)
            for found in exceptions
            for sixth in re.findall(r"\b([0-9A-Z]) - ", found["rest"])
            for seventh in re.findall(r"\b[A-Z0-9]\b", found["seventh"])
        ),
    )


def _with_seventh(code: str, title: str, seventh: _Seventh) -> Iterator[tuple[str, str]]:
    plain = code.replace(".", "").ljust(_SIX, "X")
    for character, words in seventh.characters:
        if (plain[-1], character) in seventh.not_after:
            continue
        yield f"{plain[:3]}.{plain[3:]}{character}", f"{title}, {words}"


def _comes_after_another(branch: Element) -> bool:
    """Whether a note says without condition that the underlying disease is coded first."""
    firsts = (fields.text(each.findtext("note")) for each in branch.findall("codeFirst"))
    return any(_UNDERLYING.match(note) and not _CONDITION.search(note) for note in firsts)
