"""Rows belong to a practice; a user reaches those of her own practices and no others."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from billing_site.accounts.models import User

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class PracticeScoped(models.QuerySet[Row_co]):
    """A queryset of rows that have a ``practice``."""

    def visible_to(self, user: User) -> Self:
        """Rows of the practices that ``user`` is a member of; out of scope is not found."""
        return self.filter(practice__memberships__user=user)
