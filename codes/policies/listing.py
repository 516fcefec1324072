"""Policies as lists show them: by payer, with the state that follows from days and versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from codes.models import PolicyVersion
from codes.policies.publishing import days_of

Status = PolicyVersion.Status
REVIEW_SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One version in a list; ``tone`` is that of its tag: good, risk, note, none."""

    version: PolicyVersion
    codes: tuple[str, ...]
    days: str
    state: str
    tone: str
    review: str = ""

    @property
    def identifier(self) -> str:
        """What addresses and findings cite."""
        return self.version.identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPayer:
    """The versions that a payer goes by."""

    name: str
    code: str
    policies: tuple[Listed, ...]


def listed(version: PolicyVersion, siblings: Iterable[PolicyVersion], today: dt.date) -> Listed:
    """A version with its state of today; ``siblings`` are the versions of its policy."""
    state, tone = _state(version, siblings, today)
    overdue = version.review_by is not None and version.review_by < today
    review = f"to be reviewed by {version.review_by:%m/%d/%Y}" if version.review_by else ""
    return Listed(
        version=version,
        codes=tuple(row.code for row in version.policycode_rows.all()),
        days=days_of(version),
        state=state,
        tone=tone,
        review=f"{review}, overdue" if overdue else review,
    )


def _state(
    version: PolicyVersion, siblings: Iterable[PolicyVersion], today: dt.date
) -> tuple[str, str]:
    if version.status != Status.PUBLISHED:
        return str(version.get_status_display()), "none"
    if version.effective_from and version.effective_from > today:
        return f"Starts {version.effective_from:%m/%d/%Y}", "note"
    if version.holds_on(today):
        return "In force", "good"
    later = [
        one for one in siblings if one.status == Status.PUBLISHED and one.number > version.number
    ]
    if later:
        return f"Superseded by version {min(one.number for one in later)}", "none"
    return f"Ended {version.effective_through:%m/%d/%Y}", "none"


def policies_by_payer(
    today: dt.date, code: str = "", versions: QuerySet[PolicyVersion] | None = None
) -> list[OfPayer]:
    """Every version by payer, in a fixed number of queries; with ``code``, those that name it.

    ``versions`` are those that may be seen.
    """
    visible = PolicyVersion.objects.all() if versions is None else versions
    rows = visible.prefetch_related("policy__held_by__payer", "policycode_rows").order_by(
        "title", "-number", "identifier"
    )
    every = list(rows)
    of_policy: dict[int, list[PolicyVersion]] = {}
    for version in every:
        of_policy.setdefault(version.policy_id, []).append(version)
    found: dict[tuple[str, str], list[Listed]] = {}
    for version in every:
        one = listed(version, of_policy[version.policy_id], today)
        if code and code not in one.codes:
            continue
        for held in version.policy.held_by.all():
            found.setdefault((held.payer.name, held.payer.code), []).append(one)
    return [
        OfPayer(name=name, code=payer, policies=tuple(policies))
        for (name, payer), policies in sorted(found.items())
    ]


def due_for_review(today: dt.date, versions: QuerySet[PolicyVersion]) -> list[Listed]:
    """Published versions whose review is past or within 30 days, the most pressing first."""
    due = versions.filter(
        Q(effective_through=None) | Q(effective_through__gte=today),
        status=Status.PUBLISHED,
        review_by__lte=today + REVIEW_SOON,
    )
    rows = due.prefetch_related("policycode_rows").order_by("review_by", "identifier")
    return [listed(version, [], today) for version in rows]
