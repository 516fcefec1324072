"""`python -m tests.mutation [PART ...]`: how many wrong changes to the arithmetic the tests notice.

PART limits the run to modules whose path holds it. Mutants that change nothing that anybody could
see are named in equivalent.toml, each with its reason.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from pathlib import Path

from tests.mutation.killing import ROOT, Fate, fate_of, fates, warm_up
from tests.mutation.mutants import Mutant, mutants_of

SCRUBBER = ROOT / "claims" / "scrubber"
MODULES = (
    "quantities.py",
    "amounts.py",
    "waste_terms.py",
    "windows.py",
    "policy_limits.py",
    "rules/units/*.py",
    "rules/waste/*.py",
    "rules/policy/dose.py",
    "rules/policy/frequency.py",
)
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
WANTED, MOST_EQUIVALENT = 0.85, 0.05


def modules(parts: list[str]) -> list[Path]:
    """The modules under test, or those of them that are asked for."""
    found = [path for pattern in MODULES for path in sorted(SCRUBBER.glob(pattern))]
    return [path for path in found if not parts or any(part in str(path) for part in parts)]


def equivalent() -> dict[str, str]:
    """Reasons by the name of the mutant."""
    found: dict[str, str] = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parts = parser.parse_args().parts
    warm_up()
    path = SCRUBBER / "windows.py"
    sound = Mutant(path=path, line=0, name="", source=path.read_text)
    if fate_of(sound) is not Fate.SURVIVED:
        sys.exit("The tests fail as things are; a mutant could not be told from that.")
    reasons = equivalent()
    counts: Counter[str] = Counter()
    for path in modules(parts):
        for mutant, fate in fates(list(mutants_of(path))):
            if fate is Fate.SURVIVED and mutant.name in reasons:
                counts["equivalent"] += 1
                continue
            counts["killed" if fate is not Fate.SURVIVED else "survived"] += 1
            if fate is Fate.SURVIVED:
                print(f"survived  {path.name}:{mutant.line}  {mutant.name}", flush=True)  # noqa: T201
    return _told(counts)


def _told(counts: Counter[str]) -> int:
    total = counts.total() or 1
    killed, alike = counts["killed"] / total, counts["equivalent"] / total
    print(  # noqa: T201
        f"{counts.total()} mutants: {counts['killed']} killed ({killed:.1%}), "
        f"{counts['survived']} survived, {counts['equivalent']} equivalent ({alike:.1%})"
    )
    return 0 if killed >= WANTED and alike <= MOST_EQUIVALENT else 1


if __name__ == "__main__":
    sys.exit(main())
