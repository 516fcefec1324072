"""The algebra of diagnosis patterns, held against counting over a small alphabet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.rehearsal.analysis import diagnosis_sets
from claims.rehearsal.analysis.diagnosis_sets import holds_within, representatives
from claims.scrubber.diagnoses import matches

LETTERS = "AB"
EVERY = ["".join(signs) for length in (2, 3) for signs in product(LETTERS, repeat=length)]
STEMS = ["".join(signs) for length in (1, 2, 3) for signs in product(LETTERS, repeat=length)]
patterns = st.lists(st.sampled_from([*EVERY, *(f"{stem}*" for stem in STEMS)]), max_size=9)


@pytest.fixture
def small_alphabet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two letters, and diagnoses of two or three of them: fourteen in all."""
    monkeypatch.setattr(diagnosis_sets, "_SIGNS", LETTERS)
    monkeypatch.setattr(diagnosis_sets, "_BEGINNINGS", LETTERS)
    monkeypatch.setattr(diagnosis_sets, "_LEAST", 2)
    monkeypatch.setattr(diagnosis_sets, "_MOST", 3)
    monkeypatch.setattr(diagnosis_sets, "_ORDINARY", ())
    monkeypatch.setattr(diagnosis_sets, "spelled", lambda pattern: pattern.rstrip("*"))
    diagnosis_sets._representatives.cache_clear()
    yield
    diagnosis_sets._representatives.cache_clear()


@pytest.mark.usefixtures("small_alphabet")
class TestCounting:
    def test_representatives_stand_for_every_diagnosis(self) -> None:
        @settings(max_examples=400, deadline=None)
        @given(patterns)
        def check(wanted: list[str]) -> None:
            def told(key: str) -> tuple[bool, ...]:
                return tuple(matches(key, (one,)) for one in wanted)

            assert {told(key) for key in representatives(wanted)} == {told(key) for key in EVERY}

        check()

    def test_what_lies_within_what(self) -> None:
        @settings(max_examples=400, deadline=None)
        @given(patterns, patterns)
        def check(part: list[str], whole: list[str]) -> None:
            held = {key for key in EVERY if matches(key, tuple(part))}
            assert holds_within(part, whole) == all(matches(key, tuple(whole)) for key in held)

        check()


def test_patterns_as_policies_write_them() -> None:
    assert holds_within(["K50.10", "K50.1*"], ["K50*"])
    assert not holds_within(["K50*"], ["K50.0*", "K50.1*"])
    assert holds_within(["E20.*"], ["E20*"])
    assert holds_within(["E20*"], ["E20.*"])  # the dot means nothing: E20 is in both
    digits = [f"K50.{sign}*" for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert holds_within(["K50*"], ["K50", *digits])
    assert not holds_within(["K50*"], digits)  # K50 itself is left


def test_diagnoses_that_people_know_stand_for_the_rest() -> None:
    assert representatives(["K50*", "E88.01"]) == ("Z5181", "E8801", "K509")
