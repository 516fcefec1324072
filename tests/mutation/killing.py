"""One mutant, one forked child: the rule cases, then the pure tests, up to the first failure."""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.abc
import importlib.util
import io
import itertools
import os
import signal
import sys
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from hypothesis import settings

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "tests" / "rules"
# Tests of arithmetic beside the rule cases; they need neither a database nor the shared folder.
PURE = ("test_quantities", "test_windows", "test_amounts")
SECONDS = 60


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMEOUT = "killed by time"
    SURVIVED = "survived"


def fate_of(mutant: Mutant) -> Fate:
    """Whether any test notices the mutant; a child that does not come back counts as noticed."""
    # compiled before the fork: a mutant that is no Python must not count as noticed
    code = compile(mutant.source(), str(mutant.path), "exec")
    child = os.fork()
    if child == 0:
        os._exit(_live(mutant, code))
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Fate.TIMEOUT if os.WTERMSIG(status) == signal.SIGALRM else Fate.KILLED
    return Fate.SURVIVED if os.WEXITSTATUS(status) == 0 else Fate.KILLED


def warm_up() -> None:
    """What every child needs: pytest and the case files, read once."""
    os.environ.setdefault("FIRSTPASS_ENV", "test")
    os.chdir(ROOT)
    if str(RULES) not in sys.path:
        sys.path.insert(0, str(RULES))
    tomllib.loads = functools.cache(tomllib.loads)
    settings.register_profile(
        "mutation", max_examples=60, derandomize=True, database=None, deadline=None
    )
    settings.load_profile("mutation")
    importlib.import_module("test_cases")


def _live(mutant: Mutant, code: CodeType) -> int:
    """The life of a child: 0 where nothing noticed."""
    signal.alarm(SECONDS)
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        try:
            _replace(mutant.path, code)
            _run_cases(importlib.import_module("test_cases"), mutant)
            for name in PURE:
                _run_tests(importlib.import_module(name))
        except BaseException:  # whatever it is, the mutant was noticed
            return 1
    return 0


def _replace(path: Path, code: CodeType) -> None:
    """Forget every module of the scrubber and of its tests, and find the mutant instead of one."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for known in list(sys.modules):
        if known.startswith("claims.scrubber") or known in {"test_cases", *PURE}:
            del sys.modules[known]
    sys.meta_path.insert(0, _Finder(name, path, code))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated code for one module."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102 - our own source with one change


def _run_cases(cases: ModuleType, mutant: Mutant) -> None:
    """Every rule case, those of the mutated family first."""
    family = mutant.path.read_text(encoding="utf-8")
    for given in sorted(cases.CASES, key=lambda one: f'"{one.values[0]}"' not in family):
        cases.test_case(*given.values)


def _run_tests(module: ModuleType) -> None:
    """The tests of a module that takes no fixtures: plain, of properties, or with parameters."""
    for name, test in vars(module).items():
        if not name.startswith("test_"):
            continue
        tables = [mark.args for mark in getattr(test, "pytestmark", ())]
        for row in itertools.product(*(table[1] for table in tables)):
            given: dict[str, object] = {}
            for (names, _rows), values in zip(tables, row, strict=True):
                one = names.split(",") if isinstance(names, str) else list(names)
                given |= dict(zip(one, values if len(one) > 1 else [values], strict=True))
            test(**given)


def fates(mutants: list[Mutant]) -> Iterator[tuple[Mutant, Fate]]:
    """Each mutant with its fate, in order."""
    for mutant in mutants:
        yield mutant, fate_of(mutant)
