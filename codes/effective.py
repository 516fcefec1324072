"""Rows that hold for a range of calendar days, both ends included."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class EffectiveQuerySet(models.QuerySet[Row_co]):
    """Filters that take the day as an argument; the clock is read elsewhere."""

    def in_force(self, on: dt.date) -> Self:
        """Rows whose range holds the day ``on``, both ends included."""
        return self.exclude(effective_from__gt=on).exclude(effective_through__lt=on)

    def overlapping(self, start: dt.date | None, through: dt.date | None) -> Self:
        """Rows whose range shares a day with ``start`` .. ``through``; None is an open end."""
        rows = self
        if start is not None:
            rows = rows.exclude(effective_through__lt=start)
        if through is not None:
            rows = rows.exclude(effective_from__gt=through)
        return rows


class EffectiveDated(models.Model):
    """Holds from a day through a day; no from-day means always, no through-day means still."""

    effective_from = models.DateField(null=True, blank=True)
    effective_through = models.DateField(null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_through__isnull=True)
                | Q(effective_from__lte=F("effective_through")),
                name="%(app_label)s_%(class)s_days_in_order",
            )
        ]

    def siblings(self) -> EffectiveQuerySet[Self]:
        """The rows that speak of the same thing; two of them may not hold on one day."""
        raise TypeError(f"{type(self).__name__} does not say which rows are its siblings")

    def clean(self) -> None:
        """Refuse a range that shares a day with a sibling, naming the sibling."""
        super().clean()
        others = self.siblings().exclude(pk=self.pk)
        clash = others.overlapping(self.effective_from, self.effective_through).first()
        if clash is not None:
            raise ValidationError(f"These days overlap with: {clash}.")
