"""Lists of diagnoses that never decide, by exact algebra of what they cover and exclude.

As the rules go: where groups are asked for, a claim that meets each is covered and beyond every
exclusion, and one that does not is stopped by its group (DX-008). Elsewhere a claim needs one
covered diagnosis (DX-007) and no excluded one (POL-017). Where all lists raise the same, every list
that decides nothing is found; of lists marked differently only such as others outweigh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.subject import Subject
from claims.rehearsal.analysis.words import listed
from claims.rehearsal.boundaries.ground import Claim
from claims.scrubber.diagnoses import matches
from claims.scrubber.policy import DiagnosisGroup

Paths = tuple[str, ...]


def shadowed_diagnoses(subjects: Sequence[Subject]) -> Iterator[Flaw]:
    """Each list that the others make needless, by itself and once those found are thought away."""
    if not subjects:
        return
    gone: set[str] = set()
    facts = subjects[0].facts
    apart = _told_apart(subjects)
    for row in reversed(facts.dx_excluded):
        yield from _judged(row.path, apart, gone)
    for subject in subjects:
        path, patterns = subject.own_diagnoses()
        if patterns:
            yield from _judged(path, [subject], gone)
    if facts.dx_any:
        yield from _judged("dx_any", apart, gone)
    for group in reversed(facts.dx_all_of):
        yield from _judged(group.path, apart, gone)


def _told_apart(subjects: Sequence[Subject]) -> list[Subject]:
    """One of the codes of which the same is said; each that has lists of its own."""
    found: dict[object, Subject] = {}
    for one in subjects:
        is_own = bool(one.code.dx_any or one.code.indications)
        found.setdefault(one.code.path if is_own else "", one)
    return list(found.values())


def _judged(path: str, subjects: Sequence[Subject], gone: set[str]) -> Iterator[Flaw]:
    found: list[str] = []
    for subject in subjects:
        deciding = _deciding(subject, path, gone)
        if deciding is None or _deciding(subject, path, set()) is None:
            return
        found += deciding
    paths = tuple(dict.fromkeys(found))
    names = _names(subjects[0])
    others = listed(names.get(one, one) for one in paths)
    reason = f"what it stops is stopped by {others} anyway" if paths else "nothing is outside it"
    claim = _breaking(subjects[0], path)
    gone.add(path)
    yield Flaw(
        kind=Kind.SHADOWED,
        sentence=f"{names[path][:1].upper()}{names[path][1:]} never decides: {reason}.",
        paths=(path, *paths),
        claim=claim,
    )


def _names(subject: Subject) -> dict[str, str]:
    """What the lists are called in a sentence, by their path."""
    facts = subject.facts
    found = {"dx_any": f"the policy's list of diagnoses ({listed(facts.dx_any)})"}
    found |= {one.path: f"the exclusion of {listed(one.codes)}" for one in facts.dx_excluded}
    found |= {one.path: f"the group {one.name} ({listed(one.codes)})" for one in facts.dx_all_of}
    for code in facts.codes:
        found[f"{code.path}.dx_any"] = f"the list of {code.code} ({listed(code.dx_any)})"
        found |= {one.path: f"the indication {one.name}" for one in code.indications}
    return found


def _deciding(subject: Subject, path: str, gone: set[str]) -> Paths | None:
    """The paths that decide in place of the list at ``path``; None where it does itself."""
    if path.startswith("dx_all_of"):
        return _group(subject, path, gone)
    if path.startswith("dx_excluded"):
        return _exclusion(subject, path, gone)
    return _list(subject, path, gone)


def _group(subject: Subject, path: str, gone: set[str]) -> Paths | None:
    """A group within it: whatever meets that one meets this."""
    kinds = subject.kinds
    groups = subject.groups(gone)
    own = next(one for one in groups if one.path == path)
    for other in groups:
        is_other = other is not own and subject.is_as_grave(other.path, path)
        if is_other and all(matches(key, own.codes) for key in _of(kinds, other.codes)):
            return (other.path,)
    return _only_group(subject, own, gone) if len(groups) == 1 else None


def _only_group(subject: Subject, own: DiagnosisGroup, gone: set[str]) -> Paths | None:
    """The lists that cover what the only group holds, where nothing is excluded besides."""
    if subject.excluded(gone):
        return None
    held, after = _of(subject.kinds, own.codes), subject.covered({*gone, own.path})
    if not after:
        return () if len(held) == len(subject.kinds) else None
    still = {key for _path, patterns in after for key in _of(subject.kinds, patterns)}
    others = tuple(one for one, _patterns in after)
    is_same = still == set(held) and _gravest(subject, others) == subject.mark(own.path).rank
    return others if is_same else None


def _exclusion(subject: Subject, path: str, gone: set[str]) -> Paths | None:
    """Other exclusions that hold all of it; where groups are asked for, they as well.

    The first exclusion that a claim meets speaks, so that a later one decides for an earlier only
    where all raise the same.
    """
    rows, groups = subject.excluded(gone), subject.groups(gone)
    at = next(place for place, one in enumerate(rows) if one.path == path)
    is_even = len({subject.mark(one.path) for one in rows}) == 1
    others = [one for one in (rows if is_even else rows[:at]) if one.path != path]
    if groups and not _is_graver(subject, rows[at], others, groups):
        return tuple(one.path for one in groups)
    return _holding(_of(subject.kinds, rows[at].codes), others)


def _is_graver(
    subject: Subject,
    row: DiagnosisGroup,
    others: Sequence[DiagnosisGroup],
    groups: Sequence[DiagnosisGroup],
) -> bool:
    """Whether it alone stops a claim that lacks only groups that raise less than it does."""
    barred = tuple(pattern for one in others for pattern in one.codes)
    for group in groups:
        kept = [one for one in subject.kinds if not matches(one, (*barred, *group.codes))]
        lacking = (one for one in groups if not _of(kept, one.codes))
        if _of(kept, row.codes) and not any(
            subject.is_as_grave(one.path, row.path) for one in lacking
        ):
            return True
    return False


def _holding(keys: Sequence[str], rows: Iterable[DiagnosisGroup]) -> Paths | None:
    """The rows that together hold every one of ``keys``, each only if it is needed."""
    left, found = set(keys), []
    for row in rows:
        held = set(_of(keys, row.codes)) & left
        if held:
            found.append(row.path)
            left -= held
    return None if left else tuple(found)


def _list(subject: Subject, path: str, gone: set[str]) -> Paths | None:
    """What is covered is the same without it, as far as it is not excluded."""
    groups = tuple(one.path for one in subject.groups(gone))
    if groups:
        return groups
    before, after = subject.covered(gone), subject.covered({*gone, path})
    used = [one for one, _patterns in before]
    if path not in used:
        return (subject.own_diagnoses()[0],)
    rows = subject.excluded(gone)
    is_stopped = all(subject.mark(one.path).rank <= _gravest(subject, used) for one in rows)
    barred = tuple(pattern for one in rows for pattern in one.codes) if is_stopped else ()
    open_keys = [key for key in subject.kinds if not matches(key, barred)]
    covered = {key for _path, patterns in before for key in _of(open_keys, patterns)}
    if not after:
        return () if covered == set(open_keys) else None
    still = {key for _path, patterns in after for key in _of(open_keys, patterns)}
    others = tuple(one for one, _patterns in after)
    if covered != still or _gravest(subject, used) != _gravest(subject, others):
        return None
    return others


def _gravest(subject: Subject, paths: Iterable[str]) -> int:
    return min(subject.mark(one).rank for one in paths)


def _of(keys: Iterable[str], patterns: tuple[str, ...]) -> list[str]:
    return [key for key in keys if matches(key, patterns)]


def _breaking(subject: Subject, path: str) -> Claim:
    """A claim that breaks the list: with what it excludes, or with nothing that it names."""
    kinds = subject.kinds
    row = next((one for one in subject.facts.dx_excluded if one.path == path), None)
    if row is None:
        return subject.pointing(_outside(subject, path))
    own = _of(kinds, row.codes)[:1] or list(kinds[:1])
    if subject.facts.dx_all_of or not subject.situations:
        return subject.pointing(*own)
    return subject.pointing(*subject.situations[0].keys, *own)


def _outside(subject: Subject, path: str) -> str:
    """A diagnosis that no list names, rather one that the list at ``path`` names in vain."""
    every = dict(subject.covered())
    lists = tuple(pattern for patterns in every.values() for pattern in patterns)
    free = [key for key in subject.kinds if not matches(key, lists)]
    vain = [] if path in every else _of(free, subject.facts.dx_any)
    return (vain or free or list(subject.kinds))[0]
