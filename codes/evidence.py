"""What the tables hold and nobody has confirmed: it still speaks, says so, and blocks nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from codes.models import DrugProduct, FactConflict, GuideStatement, PolicyVersion
from codes.review import units_to_review

LISTED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One fact: what it is called, why it is weak, and where somebody settles it."""

    name: str
    why: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Facts of one kind, the first few of ``total``; ``means`` is what their weakness does."""

    key: str
    title: str
    means: str
    rows: tuple[Doubt, ...]
    total: int
    address: str

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.rows)


def doubts(today: dt.date) -> list[Doubts]:
    """Every kind of fact that is not confirmed, empty kinds too; two queries a kind."""
    return [_policies(today), _units(), _products(), _statements(), _conflicts()]


def _policies(today: dt.date) -> Doubts:
    rows = PolicyVersion.objects.filter(
        Q(effective_through=None) | Q(effective_through__gte=today),
        ~Q(standing=PolicyVersion.Standing.PRIMARY) | Q(review_by__lt=today),
        status=PolicyVersion.Status.PUBLISHED,
    ).order_by("review_by", "identifier")
    return Doubts(
        key="policies",
        title="Policies",
        means="Unverified or past their review they warn at most; all of them say how they stand.",
        rows=tuple(
            Doubt(
                name=f"{one.title}, version {one.number}",
                why=_weakness(one, today),
                address=reverse("policy-page", args=[one.identifier]),
            )
            for one in rows[:LISTED]
        ),
        total=rows.count(),
        address=reverse("policies"),
    )


def _weakness(one: PolicyVersion, today: dt.date) -> str:
    found = []
    if one.standing != PolicyVersion.Standing.PRIMARY:
        kind = f", {one.get_source_kind_display().lower()}" if one.source_kind else ""
        found.append(f"{one.get_standing_display()}{kind}")
    if one.review_by is not None and one.review_by < today:
        found.append(f"to be reviewed by {one.review_by:%m/%d/%Y}")
    return "; ".join(found)


def _units() -> Doubts:
    rows = units_to_review()
    return Doubts(
        key="units",
        title="Billing units",
        means="No edit uses them: the units of these codes are not checked.",
        rows=_linked(
            (f"{one.code} {one.long_descriptor}", "not read with certainty", "hcpcscode", one.pk)
            for one in rows[:LISTED]
        ),
        total=rows.count(),
        address=reverse("units-review"),
    )


def _products() -> Doubts:
    rows = DrugProduct.objects.filter(verified=False).order_by("brand", "strength", "pk")
    return Doubts(
        key="products",
        title="Products and their NDCs",
        means="What follows from their NDC warns and does not block.",
        rows=_linked(
            (f"{one.brand} {one.presentation}", f"{one.hcpcs}, NDC {one.ndc or 'not known'}",
             "drugproduct", one.pk)
            for one in rows[:LISTED]
        ),
        total=rows.count(),
        address=f"{reverse('admin:codes_drugproduct_changelist')}?verified__exact=0",
    )  # fmt: skip


def _statements() -> Doubts:
    unverified = GuideStatement.Standing.UNVERIFIED
    rows = GuideStatement.objects.filter(standing=unverified).select_related("guide")
    return Doubts(
        key="statements",
        title="Statements of guides",
        means="They are shown with this mark; an official file stands above them.",
        rows=_linked(
            (one.text, f"{one.guide.code}, {one.source}", "guidestatement", one.pk)
            for one in rows[:LISTED]
        ),
        total=rows.count(),
        address=f"{reverse('admin:codes_guidestatement_changelist')}?standing__exact={unverified}",
    )


def _conflicts() -> Doubts:
    rows = FactConflict.objects.filter(state=FactConflict.State.OPEN).order_by("code", "pk")
    return Doubts(
        key="conflicts",
        title="Guides against the official file",
        means="The official file decides; claims for these codes are told of the disagreement.",
        rows=tuple(
            Doubt(
                name=f"{one.code} {one.field}: {one.official}",
                why=f"the guide: {one.editorial}",
                address=reverse("conflict", args=[one.pk]),
            )
            for one in rows[:LISTED]
        ),
        total=rows.count(),
        address=reverse("conflicts"),
    )


def _linked(rows: Iterable[tuple[str, str, str, int]]) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(name=name, why=why, address=reverse(f"admin:codes_{table}_change", args=[pk]))
        for name, why, table, pk in rows
    )
