"""What each column takes and what makes no sense together: asked before the database refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codes.models.policy import (
    PolicyAge,
    PolicyAttestation,
    PolicyDocument,
    PolicyLimit,
    PolicyProduct,
    PolicyVersion,
    Requirement,
)
from codes.policies.values import PolicyProblemError

MOST_DAYS = 3660  # ten years
# requirements of which a version has one each, by this column
_ONCE = {PolicyProduct: "brand", PolicyAttestation: "code", PolicyDocument: "code"}


def ask_for_sense(version: PolicyVersion, requirements: Mapping[str, Requirement]) -> None:
    """Refuse days and ages out of order, a weak source that is called sure, and doubles."""
    first, last = version.effective_from, version.effective_through
    if first is not None and last is not None and last < first:
        words = f"found {last:%m/%d/%Y}, before the first day; wanted: {first:%m/%d/%Y} or later."
        raise PolicyProblemError("effective_to", words)
    is_weak = version.source_kind in PolicyVersion.WEAK_SOURCES
    if is_weak and version.standing != PolicyVersion.Standing.UNVERIFIED:
        words = f"found {version.standing}; wanted: unverified, as the source is a weak one."
        raise PolicyProblemError("standing", words)
    for path, row in requirements.items():
        if isinstance(row, PolicyAge) and _is_out_of_order(row):
            words = f"found {row.oldest}, below the youngest; wanted: {row.youngest} or more."
            raise PolicyProblemError(f"{path}.max", words)
        if isinstance(row, PolicyLimit):
            _ask_the_days(path, row)
    _want_once(requirements.items())


def _ask_the_days(path: str, row: PolicyLimit) -> None:
    """Refuse days between doses that no course of treatment has: they reach beyond the calendar."""
    is_days = row.kind == PolicyLimit.Kind.MIN_INTERVAL
    if is_days and row.value is not None and row.value > MOST_DAYS:
        raise PolicyProblemError(
            f"{path}.value", f"found {row.value}; wanted: {MOST_DAYS} at most."
        )
    if max(row.loading_days or [0]) > MOST_DAYS:
        words = f"found {max(row.loading_days)}; wanted: {MOST_DAYS} at most."
        raise PolicyProblemError(f"{path}.loading", words)


def _is_out_of_order(row: PolicyAge) -> bool:
    return row.youngest is not None and row.oldest is not None and row.oldest < row.youngest


def _want_once(rows: Iterable[tuple[str, Requirement]]) -> None:
    seen: set[tuple[type[Requirement], str]] = set()
    for path, row in rows:
        column = _ONCE.get(type(row))
        if column is None:
            continue
        value = str(getattr(row, column))
        if (type(row), value) in seen:
            raise PolicyProblemError(f"{path}.{column}", f"{value} stands here twice.")
        seen.add((type(row), value))
