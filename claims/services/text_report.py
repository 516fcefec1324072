"""A report for people at a terminal."""

from __future__ import annotations

from typing import Any


def text_report(report: dict[str, Any]) -> str:
    """The report of one claim as indented lines."""
    if "input_error" in report:
        problem = report["input_error"]
        return (
            f"{report['id']}: not readable at {problem['path'] or 'the top'}: {problem['message']}"
        )
    lines = [f"{report['id']}: {_counts(report)}"]
    for found in report["findings"]:
        where = f"line {found['line']}" if found["line"] else "claim"
        lines.append(f"  {found['severity']:8}{found['rule']:9}{where:9}{found['message']}")
        if found["fix"]:
            lines.append(f"{'':28}fix: {found['fix']['label']}")
    for gap in report["not_checked"]:
        where = f"line {gap['line']}" if gap.get("line") else "claim"
        lines.append(f"  {'':8}{gap['rule']:9}{where:9}not checked, {gap['missing']} is missing")
    return "\n".join(lines)


def _counts(report: dict[str, Any]) -> str:
    found = [finding["severity"] for finding in report["findings"]]
    if not found:
        return "nothing found"
    names = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    return ", ".join(f"{found.count(key)} {name}" for key, name in names if found.count(key))
