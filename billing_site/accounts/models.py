"""Who uses Firstpass: users, their roles, and the practices whose claims they may see."""

from __future__ import annotations

import zoneinfo
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now


class Role(models.TextChoices):
    """The five roles; a user may hold several and may then do what any of them may do."""

    BILLER = "biller", "Biller"
    LEAD = "lead", "Billing lead"
    POLICY = "policy", "Policy admin"
    AUDITOR = "auditor", "Auditor"
    SYSTEM = "system", "System admin"


ADMIN_ROLES = (Role.POLICY, Role.AUDITOR, Role.SYSTEM)  # who may enter the admin of facts


class User(AbstractUser):
    """A person who signs in. Rights come from `RoleGrant` alone, never from is_staff."""

    email = models.EmailField(blank=True)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, read once per request."""
        return frozenset(self.role_grants.values_list("role", flat=True))

    def holds(self, *roles: Role) -> bool:
        """Whether the user holds at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    @property
    def short_name(self) -> str:
        """First initial and family name, as shown in the bar; the user name where none is kept."""
        if not self.last_name:
            return self.username
        return f"{self.first_name[:1]}. {self.last_name}" if self.first_name else self.last_name


class RoleGrant(models.Model):
    """One role of one user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=10, choices=Role.choices)
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.get_role_display()}"


def known_time_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"Time zone is {name!r}; wanted: a name such as America/Chicago.")


class Practice(models.Model):
    """A billing practice: the boundary of what a biller sees. Today is the day in its time zone."""

    name = models.CharField(max_length=120, unique=True)
    npi = models.CharField("billing NPI", max_length=10)
    tax_id = models.CharField("tax id", max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, validators=[known_time_zone])
    is_organization = models.BooleanField("bills as an organization", default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The practice's time zone, for views and commands that ask what day it is there."""
        return zoneinfo.ZoneInfo(self.time_zone)


class Membership(models.Model):
    """A user may see the claims of a practice that she is a member of."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "practice"], name="one_membership_per_practice")
        ]

    def __str__(self) -> str:
        return f"{self.user.username} in {self.practice.name}"
