"""How a version comes into force: who did what to it, the claims it is held to, its source."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from codes.models.policy.version import PolicyVersion


class PolicyEvent(models.Model):
    """One act on a version, with what was said of it. Written once, never changed."""

    class Act(models.TextChoices):
        WRITTEN = "written", "Written"
        COMMENTED = "commented", "Commented"
        SUBMITTED = "submitted", "Asked for approval"
        SENT_BACK = "sent_back", "Sent back"
        PUBLISHED = "published", "Published"
        EMERGENCY = "emergency", "Published in an emergency"
        APPROVED = "approved", "Emergency approved"
        LAPSED = "lapsed", "Lapsed without approval"
        SHORTENED = "shortened", "Given an earlier end"
        WITHDRAWN = "withdrawn", "Withdrawn"

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=9, choices=Act.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_act_display()}"


class PolicyExample(models.Model):
    """A claim that the version is held to before it is published.

    ``rule`` fires on it, or stays silent, or is not checked. ``claim`` is claim JSON without a
    patient's name or number. ``origin`` says who thought of it.
    """

    class Expect(models.TextChoices):
        FIRES = "fires", "Must fire"
        SILENT = "silent", "Must not fire"
        NOT_CHECKED = "not_checked", "Is not checked"

    class Origin(models.TextChoices):
        PERSON = "person", "Entered by hand"
        BOUNDARY = "boundary", "Offered by the editor"
        FINDING = "finding", "Kept from a finding"

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    rule = models.CharField(max_length=7)
    expect = models.CharField(max_length=11, choices=Expect.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PERSON)
    claim = models.JSONField()

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="one_example_a_name"),
            models.CheckConstraint(
                condition=Q(expect__in=["fires", "silent", "not_checked"]),
                name="policy_example_expects_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_expect_display().lower()})"


class PolicySourceFile(models.Model):
    """The document that a version was written from, as it was on the day somebody stored it.

    Payers overwrite their documents; ``sha256`` is what `PolicyVersion.source_sha256` names.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-stored_at"]

    def __str__(self) -> str:
        return self.name
