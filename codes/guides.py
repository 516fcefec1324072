"""The guide to a code as a page shows it: plain values, read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from codes.comparison import unit_words
from codes.conflicts import current_codes
from codes.models import CodeGuide, FactConflict, GuideStatement, HcpcsCode, SimilarCode

NOT_COMPARED = "Not compared with an official file yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """A conflict that is open or accepted."""

    pk: int
    code: str
    field: str
    official: str
    editorial: str
    severity: str
    severity_label: str
    state: str
    state_label: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """One statement; ``is_compared`` is None where it states no fact of a code."""

    pk: int
    text: str
    source: str
    standing: str
    standing_label: str
    note: str
    fact_code: str
    fact_field: str
    fact_value: str
    requirements: tuple[str, ...]
    is_compared: bool | None
    conflict: ConflictView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One of the seven sections, empty where the guide says nothing there."""

    key: str
    title: str
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialCode:
    """What the official file says of a code; ``unit`` is empty where it is not known."""

    code: str
    descriptor: str
    unit: str
    ended: dt.date | None
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarRow:
    """A row of the comparison table; ``official`` is None where no file lists the code."""

    code: str
    reason: str
    related: str
    related_label: str
    source: str
    official: OfficialCode | None
    conflicts: tuple[ConflictView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    """The guide to one code; ``conflicts`` are those of the code itself, blocking ones first."""

    code: str
    title: str
    article: str
    reviewed_on: dt.date | None
    official: OfficialCode | None
    is_compared: bool
    conflicts: tuple[ConflictView, ...]
    sections: tuple[SectionView, ...]
    similar: tuple[SimilarRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the tables hold for the codes that a guide speaks of."""

    codes: Mapping[str, HcpcsCode]
    conflicts: tuple[ConflictView, ...]

    def official(self, code: str) -> OfficialCode | None:
        row = self.codes.get(code)
        if row is None:
            return None
        return OfficialCode(
            code=code,
            descriptor=row.long_descriptor,
            unit=unit_words(row.unit_amount, row.unit_measure),
            ended=row.ended,
            release=row.release.title,
        )

    def conflicts_of(self, code: str) -> tuple[ConflictView, ...]:
        return tuple(one for one in self.conflicts if one.code == code)

    def conflict_about(self, row: GuideStatement) -> ConflictView | None:
        fact = (row.fact_code, row.fact_field, row.fact_value)
        return next(
            (one for one in self.conflicts if (one.code, one.field, one.editorial) == fact), None
        )


def guide_of(code: str) -> GuideView | None:
    """The guide to the code with its conflicts, in four queries at most; None without a guide."""
    statements = list(
        GuideStatement.objects.filter(guide__code=code).select_related("guide").order_by("position")
    )
    guide = statements[0].guide if statements else CodeGuide.objects.filter(code=code).first()
    if guide is None:
        return None
    similar = list(SimilarCode.objects.filter(from_code=code))
    named = {code, *(row.fact_code for row in statements), *(row.to_code for row in similar)} - {""}
    known = _Known(codes=current_codes(named), conflicts=_conflicts(named) if statements else ())
    return GuideView(
        code=guide.code,
        title=guide.title,
        article=guide.article,
        reviewed_on=guide.reviewed_on,
        official=known.official(code),
        is_compared=code in known.codes,
        conflicts=known.conflicts_of(code),
        sections=_sections(statements, known),
        similar=tuple(_similar(row, known) for row in similar),
    )


def _conflicts(codes: set[str]) -> tuple[ConflictView, ...]:
    rows = FactConflict.objects.filter(code__in=codes).exclude(state=FactConflict.State.CORRECTED)
    order = FactConflict.Severity.values
    return tuple(
        ConflictView(
            pk=row.pk,
            code=row.code,
            field=row.field,
            official=row.official,
            editorial=row.editorial,
            severity=row.severity,
            severity_label=row.get_severity_display(),
            state=row.state,
            state_label=row.get_state_display(),
            source=row.source,
            note=row.note,
        )
        for row in sorted(rows, key=lambda row: (order.index(row.severity), row.code, row.field))
    )


def _sections(statements: list[GuideStatement], known: _Known) -> tuple[SectionView, ...]:
    return tuple(
        SectionView(
            key=section.value,
            title=str(section.label),
            statements=tuple(
                _statement(row, known) for row in statements if row.section == section.value
            ),
        )
        for section in GuideStatement.Section
    )


def _statement(row: GuideStatement, known: _Known) -> StatementView:
    return StatementView(
        pk=row.pk,
        text=row.text,
        source=row.source,
        standing=row.standing,
        standing_label=row.get_standing_display(),
        note=row.note,
        fact_code=row.fact_code,
        fact_field=row.fact_field,
        fact_value=row.fact_value,
        requirements=row.requirement_ids,
        is_compared=row.fact_code in known.codes if row.fact_code else None,
        conflict=known.conflict_about(row),
    )


def _similar(row: SimilarCode, known: _Known) -> SimilarRow:
    return SimilarRow(
        code=row.to_code,
        reason=row.reason,
        related=row.related,
        related_label=row.get_related_display(),
        source=row.source,
        official=known.official(row.to_code),
        conflicts=known.conflicts_of(row.to_code),
    )
