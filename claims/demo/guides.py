"""Rows of the guides to codes, unsaved, as their fixture states them."""

from __future__ import annotations

from claims.demo.fixtures import Entry, day, read
from codes.models import CodeGuide, GuideStatement, SimilarCode


def guides() -> list[CodeGuide]:
    """The guides without their statements."""
    return [
        CodeGuide(
            code=entry["code"],
            title=entry["title"],
            article=entry["article"],
            reviewed_on=day(entry["reviewed_on"]),
        )
        for entry in read("guides")["guides"]
    ]


def statements(known: dict[str, CodeGuide]) -> list[GuideStatement]:
    """Every statement; its source is the section of the article unless it names another."""
    return [
        _statement(known[guide["code"]], GuideStatement.Section(section), position, entry)
        for guide in read("guides")["guides"]
        for section, entries in guide["sections"].items()
        for position, entry in enumerate(entries, 1)
    ]


def _statement(
    guide: CodeGuide, section: GuideStatement.Section, position: int, entry: Entry
) -> GuideStatement:
    fact = entry.get("fact", {})
    return GuideStatement(
        guide=guide,
        section=section,
        position=position,
        text=entry["text"],
        source=entry.get("source", f"{guide.article}, section {section.label}"),
        standing=entry["standing"],
        note=entry.get("note", ""),
        fact_code=fact.get("code", ""),
        fact_field=fact.get("field", ""),
        fact_value=fact.get("value", ""),
        requirements=entry.get("requirements", ""),
    )


def similar() -> list[SimilarCode]:
    """Codes that are named beside, or mistaken for, one of the guides' codes."""
    return [SimilarCode(**entry) for entry in read("guides")["similar"]]
