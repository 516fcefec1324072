"""A policy, the payers that go by it, and its dated versions."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from codes.effective import EffectiveQuerySet
from codes.models.payer import Payer


class Policy(models.Model):
    """What one or several payers say of some drugs, over all its versions.

    ``key`` names it in words that stay: NLK-AAT has the versions NLK-AAT-1 and NLK-AAT-2. A payer
    is one line of business, so a policy for several lines has several payers.
    """

    key = models.SlugField(max_length=40, unique=True)
    payers: models.ManyToManyField[Payer, PolicyPayer] = models.ManyToManyField(
        Payer, through="PolicyPayer", related_name="policies"
    )

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.key


class PolicyPayer(models.Model):
    """A payer that goes by a policy; the first position is the payer who wrote it."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="held_by")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["policy", "position"]
        verbose_name = "policy"
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["policy", "payer"], name="one_payer_a_policy"),
            models.UniqueConstraint(
                fields=["policy", "position"], name="one_payer_of_a_policy_a_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} of {self.payer}"


class PolicyVersion(models.Model):
    """One version of a policy, for claims with a date of service in its days.

    A published version is never changed: what it says is put right by a version after it, or it
    is withdrawn. No first day means always, no last day means still; past ``review_by`` findings
    say so. ``identifier`` is what they and addresses cite.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Standing(models.TextChoices):
        PRIMARY = "primary", "From the payer's document"
        SECONDARY = "secondary", "From somebody else's account of it"
        UNVERIFIED = "unverified", "Not verified"

    class SourceKind(models.TextChoices):
        POLICY = "policy_pdf", "Policy document"
        BULLETIN = "bulletin", "Bulletin"
        PORTAL = "portal", "Screenshot of a portal"
        PHONE = "phone", "Telephone call"

    WEAK_SOURCES = (SourceKind.PORTAL, SourceKind.PHONE)

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("version", default=1)
    identifier = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=160)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.PRIMARY)
    effective_from = models.DateField(null=True, blank=True)
    effective_through = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    supersedes = models.CharField(
        max_length=40, blank=True, help_text="the identifier of the version before it"
    )
    modelled_on = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    source_url = models.CharField(max_length=400, blank=True)
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices, blank=True)
    source_day = models.DateField(null=True, blank=True, help_text="the day the source is of")
    source_sha256 = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_version_a_number"),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_through__isnull=True)
                | Q(effective_from__lte=F("effective_through")),
                name="policy_version_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "published", "withdrawn"]),
                name="policy_version_status_known",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["primary", "secondary", "unverified"]),
                name="policy_version_standing_known",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True)
                | Q(approver__isnull=True)
                | ~Q(author=F("approver")),
                name="policy_approver_is_another",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review"])
                | Q(author__isnull=False, approver__isnull=False, published_on__isnull=False),
                name="policy_published_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | (
                    Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="policy_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(source_kind__in=["portal", "phone"]) | Q(standing="unverified"),
                name="policy_weak_source_is_unverified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether ``day`` is one of its days; what is not published holds on none."""
        if self.status != self.Status.PUBLISHED:
            return False
        has_begun = self.effective_from is None or self.effective_from <= day
        return has_begun and (self.effective_through is None or day <= self.effective_through)
