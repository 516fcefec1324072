"""What one user has on her desk: her practices with their sites and providers, and the payers.

Two queries and the kept tables; the form offers these and resolves what was chosen against them,
so that no field asks the database by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from billing_site.accounts.models import Practice, User
from claims.models import Claim, Coverage, Facility, Patient, PriorAuthorization, Provider, Weight
from codes.facts import SmallTables, small_tables
from codes.models import Payer, PlaceOfService


@dataclass
class Desk:
    """The choices of ``user``; everything is read at most once."""

    user: User
    now: dt.datetime = field(default_factory=timezone.now)

    @cached_property
    def practices(self) -> dict[int, Practice]:
        """The user's practices, by id."""
        return {practice.pk: practice for practice, _site in self._sites}

    @cached_property
    def facilities(self) -> dict[int, Facility]:
        """The sites of those practices, by id."""
        return {site.pk: site for _practice, site in self._sites if site is not None}

    @cached_property
    def _sites(self) -> list[tuple[Practice, Facility | None]]:
        """One query for both: practices, each with its sites or with none."""
        practices = Practice.objects.filter(memberships__user=self.user)
        columns = ("facilities__pk", "facilities__name", "facilities__npi", "facilities__place")
        found: list[tuple[Practice, Facility | None]] = []
        known: dict[int, Practice] = {}
        rows = practices.values_list(
            "pk", "name", "npi", "time_zone", "is_organization", "facilities__address", *columns
        )
        for pk, name, npi, zone, organization, address, site, site_name, site_npi, place in rows:
            practice = known.setdefault(
                pk,
                Practice(pk=pk, name=name, npi=npi, time_zone=zone, is_organization=organization),
            )
            facility = site and Facility(
                pk=site,
                practice=practice,
                name=site_name,
                npi=site_npi,
                place=place,
                address=address,
            )
            found.append((practice, facility or None))
        return found

    @cached_property
    def providers(self) -> dict[int, Provider]:
        """Providers of the user's practices, by id."""
        return {row.pk: row for row in Provider.objects.visible_to(self.user)}

    @cached_property
    def tables(self) -> SmallTables:
        """The kept reference tables."""
        return small_tables()

    @property
    def payers(self) -> dict[str, Payer]:
        """All payers, by code."""
        return self.tables.payers

    @property
    def places(self) -> list[PlaceOfService]:
        """Places of service that CMS has assigned."""
        return [place for place in self.tables.places if place.is_assigned]

    @property
    def product_names(self) -> list[str]:
        """Brands, and brands with their presentation, as a line may name them."""
        rows = self.tables.products
        names = {row.brand for row in rows} | {f"{row.brand} {row.presentation}" for row in rows}
        return sorted(names)

    def today(self, practice: Practice | None) -> dt.date:
        """The day it is in the practice, or in the user's only one; UTC when there is none."""
        practice = practice or next(iter(self.practices.values()), None)
        return self.now.astimezone(practice.zone if practice else dt.UTC).date()


def patients(user: User, payer: str = "", on: dt.date | None = None) -> QuerySet[Patient]:
    """Patients of the user's practices with their newest weight and their coverage by ``payer``.

    Adds ``weight_kg``, ``weight_date``, ``covered_member``, ``covered_from``, ``covered_through``,
    ``covered_verified`` and the last visit (``visit_id``, ``visit_on``), all None where there is
    none; one query.
    """
    weights = Weight.objects.filter(patient=OuterRef("pk"))
    coverages = Coverage.objects.filter(patient=OuterRef("pk"), payer__code=payer)
    if on is not None:
        weights = weights.filter(taken_on__lte=on)
        coverages = coverages.filter(effective_from__lte=on)
    newest = weights.order_by("-taken_on")
    covered = coverages.order_by("-effective_from")
    visits = Claim.objects.filter(patient=OuterRef("pk"), payer__isnull=False)
    last = visits.exclude(date_of_service=None).order_by("-date_of_service", "-pk")
    return Patient.objects.visible_to(user).annotate(
        weight_kg=Subquery(newest.values("kilograms")[:1]),
        weight_date=Subquery(newest.values("taken_on")[:1]),
        covered_member=Subquery(covered.values("member_id")[:1]),
        covered_from=Subquery(covered.values("effective_from")[:1]),
        covered_through=Subquery(covered.values("effective_through")[:1]),
        covered_verified=Subquery(covered.values("verified_on")[:1]),
        visit_id=Subquery(last.values("public_id")[:1]),
        visit_on=Subquery(last.values("date_of_service")[:1]),
    )


def authorization(patient: Patient, payer: str, number: str) -> PriorAuthorization | None:
    """The patient's authorization with that number, or None."""
    rows = PriorAuthorization.objects.filter(
        patient=patient, payer__code=payer, number__iexact=number.strip()
    )
    return rows.order_by("-effective_from").first()
