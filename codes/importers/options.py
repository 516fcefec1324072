"""What an importer must know beyond the file and its day, where the file does not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codes.importers.problem import UnreadableFile
from codes.importers.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One question with its answers: ``choices`` are value and words.

    ``stated`` looks for the answer in the file and its name; empty where it is not there.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    stated: Callable[[Source], str]

    @property
    def values(self) -> tuple[str, ...]:
        """The answers as the command takes them."""
        return tuple(value for value, _words in self.choices)


def answered(
    options: tuple[Option, ...], given: Mapping[str, str], source: Source
) -> dict[str, str]:
    """The answer to each option: what the file says, else what a person said.

    Raises UnreadableFile where nobody says it, or where both do and differ.
    """
    found = {}
    for option in options:
        said, stated = given.get(option.name, ""), option.stated(source)
        if said and said not in option.values:
            raise UnreadableFile(
                f"--{option.name} is {said!r}; {' or '.join(option.values)} is wanted"
            )
        if said and stated and said != stated:
            raise UnreadableFile(f"{source.outer_name} is of {stated}, not of {said}.")
        if not said and not stated:
            raise UnreadableFile(
                f"{source.outer_name} does not say its {option.label.lower()}",
                asks=option.name,
                option=f"; give --{option.name} {'|'.join(option.values)}",
            )
        found[option.name] = stated or said
    return found
