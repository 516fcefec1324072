"""The mutation check tells a wrong change from none, and names every mutant once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.mutation.__main__ import EQUIVALENT, modules
from tests.mutation.mutants import mutants_of

ROOT = Path(__file__).resolve().parents[2]
PROOF = """
from tests.mutation.killing import fate_of, warm_up
from tests.mutation.__main__ import modules
from tests.mutation.mutants import Mutant, mutants_of
warm_up()
[path] = modules(["scrubber/quantities"])
text = path.read_text()
print(fate_of(Mutant(path=path, line=1, name="none", source=lambda: text)))
[known] = [one for one in mutants_of(path) if one.name.endswith("_whole_units: return -(-amount"
           ".numerator * bottom // (amount.denominator * top)) -> return None")]
print(fate_of(known))
first = "    return -(-amount.numerator"
loop = text.replace(first, "    while True: pass\\n" + first)
import tests.mutation.killing as killing
killing.SECONDS = 2
print(fate_of(Mutant(path=path, line=1, name="loop", source=lambda: loop)))
"""


@pytest.mark.forks
def test_a_known_mutant_is_killed_and_none_survives() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", PROOF], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:3] == ["survived", "killed", "killed by time"], done.stderr


def test_every_mutant_has_a_name_of_its_own() -> None:
    names = [one.name for path in modules([]) for one in mutants_of(path)]
    assert len(names) == len(set(names))
    assert len(names) > 800


def test_equivalent_mutants_exist_and_have_their_reason() -> None:
    reasons = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    names = {one.name for path in modules([]) for one in mutants_of(path)}
    assert set(reasons) <= names
    assert all(len(reason) > 20 for reason in reasons.values())
