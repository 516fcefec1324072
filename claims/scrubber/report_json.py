"""A report as report JSON, schema 1."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from claims.scrubber.claim_json import ClaimInputError
from claims.scrubber.findings import Change, Fact, Fix, NotChecked, plain
from claims.scrubber.report import ChecklistItem, ComputedLine, Report, ReportedFinding


def write_report(report: Report) -> dict[str, object]:
    """The JSON object of a report; amounts are plain decimal text, counts are integers."""
    return {
        "id": report.claim_id,
        "as_of": report.as_of.isoformat(),
        "findings": [_finding(one) for one in report.findings],
        "not_checked": [_gap(one) for one in report.not_checked],
        "computed": {"lines": [_computed(one) for one in report.computed]},
        "checklist": [_item(one) for one in report.checklist],
        "versions": dict(report.versions),
    }


def write_input_error(claim_id: str, error: ClaimInputError) -> dict[str, object]:
    """The JSON object that stands for a claim that could not be read."""
    return {"id": claim_id, "input_error": {"path": error.path, "message": error.message}}


def write_fix(fix: Fix) -> dict[str, object]:
    """The label and the changes of a fix."""
    return {"label": fix.label, "changes": [_change(one) for one in fix.changes]}


def _finding(one: ReportedFinding) -> dict[str, object]:
    return {
        "rule": one.rule.id,
        "severity": one.severity.value,
        "line": one.line,
        "field": one.field_name,
        "title": one.rule.title,
        "message": one.sentence,
        "facts": _facts(one),
        "group": one.group,
        "carc": one.carc,
        "rarc": list(one.rarc),
        "source": one.rule.source,
        "policy": _policy(one.policy),
        "overridable": one.rule.overridable,
        "fix": None if one.fix is None else write_fix(one.fix),
    }


def _facts(one: ReportedFinding) -> dict[str, object]:
    """The facts of the sentence; where a person is to choose among fixes, those as ``choices``."""
    facts = {name: _fact(value) for name, value in one.facts.items()}
    if one.choices:
        facts["choices"] = [write_fix(fix) for fix in one.choices]
    return facts


def _policy(cited: tuple[str, int] | None) -> dict[str, object] | None:
    return None if cited is None else {"id": cited[0], "version": cited[1]}


def _fact(value: Fact) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _change(change: Change) -> dict[str, object]:
    written: dict[str, object] = {"op": change.op, "path": change.path}
    if change.op != "remove":
        written["value"] = change.value
    return written


def _gap(gap: NotChecked) -> dict[str, object]:
    return {"rule": gap.rule, "line": gap.line, "missing": gap.missing}


def _computed(row: ComputedLine) -> dict[str, object]:
    written: dict[str, object] = {"line": row.line}
    for name in ("units", "jw_units", "ndc11"):
        value = getattr(row, name)
        if value is not None:
            written[name] = value
    if row.best_containers is not None:
        written["best_containers"] = [[_size(size), count] for size, count in row.best_containers]
    return written


def _size(size: Decimal) -> object:
    return int(size) if size == size.to_integral_value() else plain(size)


def _item(item: ChecklistItem) -> dict[str, object]:
    return {
        "code": item.code,
        "label": item.label,
        "required": item.is_required,
        "state": item.state,
        "source": item.source,
    }
