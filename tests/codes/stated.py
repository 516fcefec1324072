"""Statements of fact in made-up guides, and the conflicts that come of them."""

from __future__ import annotations

from codes.models import CodeGuide, FactConflict, GuideStatement


def in_state(state: str = "open") -> dict[tuple[str, str, str], str]:
    """What the official file says, by code, field and what the guide says."""
    rows = FactConflict.objects.filter(state=state)
    return {(each.code, each.field, each.editorial): each.official for each in rows}


def plant(field: str, value: str, code: str = "J9901") -> GuideStatement:
    """A statement of fact in a guide to the code, stored and not yet compared."""
    guide, _created = CodeGuide.objects.get_or_create(
        code=code, defaults={"title": "A guide", "article": "article"}
    )
    return GuideStatement.objects.create(
        guide=guide,
        section="definition",
        position=guide.statements.count() + 1,
        text="Made up.",
        source="article, section Definition",
        note="A note.",
        fact_code=code,
        fact_field=field,
        fact_value=value,
    )
