"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRUBBER = ROOT / "claims" / "scrubber"
SOURCES = sorted(
    path
    for folder in ("billing_site", "codes", "claims", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def imported(path: Path) -> set[str]:
    """Modules that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.parametrize("path", sorted(SCRUBBER.rglob("*.py")), ids=lambda path: path.name)
def test_scrubber_imports_the_standard_library_and_itself(path: Path) -> None:
    outside = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("claims.scrubber")
    }
    assert outside == set()


@pytest.mark.parametrize("path", sorted(SCRUBBER.rglob("*.py")), ids=lambda path: path.name)
def test_scrubber_reads_no_clock(path: Path) -> None:
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    assert not {call for call in calls if call.endswith((".today", ".now", "time.time"))}


def test_files_and_functions_stay_small() -> None:
    long_files, long_functions = [], []
    for path in SOURCES:
        text = path.read_text()
        if len(text.splitlines()) > 250:
            long_files.append(path.name)
        rules = "rules" in path.parts
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > (60 if rules else 40):
                    long_functions.append(f"{path.name}: {node.name} has {length} lines")
    assert (long_files, long_functions) == ([], [])


def test_templates_stay_small() -> None:
    pages = (ROOT / "templates").rglob("*.html")
    bounds = {path: 40 if "partials" in path.parts else 120 for path in pages}
    assert [p.name for p, most in bounds.items() if len(p.read_text().splitlines()) > most] == []


def test_nothing_switches_escaping_off() -> None:
    words = ("mark_safe", "|safe", "autoescape off", "csrf_exempt", "format_html(f")
    sources = [*SOURCES, *(ROOT / "templates").rglob("*.html")]
    found = [
        path.name
        for path in sources
        if path.name != "test_architecture.py" and any(word in path.read_text() for word in words)
    ]
    assert found == []


def test_views_reach_claims_through_their_scope() -> None:
    views = (ROOT / "claims" / "views").glob("*.py")
    found = [
        f"{path.name}: {line.strip()}"
        for path in views
        for line in path.read_text().splitlines()
        if re.search(r"\b(Claim|Patient|Provider|Facility)\.objects\.(?!visible_to)", line)
    ]
    assert found == []


def test_each_dependency_has_its_entry() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [item.split(">")[0].split("[")[0].split("=")[0] for item in wanted]
    decisions = (ROOT / "DECISIONS.md").read_text()
    assert [name for name in names if name not in decisions] == []
