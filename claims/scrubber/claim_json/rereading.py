"""Reading a changed claim again: only what the change touched."""

from __future__ import annotations

from dataclasses import replace

from claims.scrubber.claim_json.codec import ClaimInputError
from claims.scrubber.claim_json.fields import read_fields
from claims.scrubber.claim_json.reader import HEAD_FIELDS, LINES, in_place, write_claim
from claims.scrubber.snapshot import ClaimSnapshot, LineSnapshot


class WrittenClaim:
    """A claim beside its JSON. A value that a changed copy shares with it is the claim's own."""

    def __init__(self, claim: ClaimSnapshot) -> None:
        self.claim = claim
        self.json = write_claim(claim)
        lines = self.json["lines"]
        written = lines if isinstance(lines, list) else []
        self._own = {id(one): line for one, line in zip(written, in_place(claim), strict=True)}

    def reread(self, changed: dict[str, object]) -> ClaimSnapshot:
        """The claim in ``changed``, a copy of ``json`` that shares what was not changed."""
        head = {key: value for key, value in changed.items() if key != "lines"}
        touched = {
            key: head[key]
            for key in head
            if key not in self.json or head[key] is not self.json[key]
        }
        found = read_fields(touched, HEAD_FIELDS)
        for one in HEAD_FIELDS.listed:
            if one.key in touched or (one.key in self.json and one.key not in changed):
                found.setdefault(one.attribute, None)
        if found.get("as_of", self.claim.as_of) is None:
            found["as_of"] = self.claim.as_of
        said_missing = frozenset(key for key, value in head.items() if value is None)
        lines = self._lines(changed.get("lines"))
        return replace(self.claim, lines=lines, said_missing=said_missing, **found)

    def _lines(self, changed: object) -> tuple[LineSnapshot, ...]:
        if not isinstance(changed, list):
            raise ClaimInputError("lines", "must be a list.")
        lines: dict[int, LineSnapshot] = {}
        for position, one in enumerate(changed):
            line = self._line(one, position)
            if line.number in lines:
                raise ClaimInputError(f"lines[{position}].n", "is the number of another line too.")
            lines[line.number] = line
        return tuple(lines[number] for number in sorted(lines))

    def _line(self, one: object, position: int) -> LineSnapshot:
        line = self._own.get(id(one))
        if line is None:
            return LineSnapshot(position=position, **LINES.read(one))
        return line if line.position == position else replace(line, position=position)
