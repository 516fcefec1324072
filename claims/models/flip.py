"""Flip reports: which stored claims a version of a policy would judge otherwise."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from billing_site.jobs.models import Job
from claims.models.claim import Claim
from codes.models import PolicyVersion


class FlipReport(models.Model):
    """Stored claims under the published policies, and with one version beside them.

    It speaks of what the version said then (``content_sha256``) beside what was published then
    (``world_sha256``, empty where that changed meanwhile). ``considered`` claims are stored,
    ``touched`` of them the version can speak of; only those were evaluated, twice each.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="flip_reports"
    )
    content_sha256 = models.CharField(max_length=64)
    world_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    as_of = models.DateField()
    considered = models.PositiveIntegerField(default=0)
    touched = models.PositiveIntegerField(default=0)
    seconds = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    answers = models.JSONField(
        default=dict, help_text="claims the payer answered: warned or not, denied or paid"
    )
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Flip report of {self.version}"


class Flip(models.Model):
    """One claim that is judged otherwise."""

    class Kind(models.TextChoices):
        TO_ERROR = "to_error", "Clean, then blocked"
        TO_CLEAN = "to_clean", "Blocked, then clean"
        SEVERITY = "severity", "Another weight"
        FINDINGS = "findings", "Other findings"
        NUMBERS = "numbers", "Same finding, other numbers"

    report = models.ForeignKey(FlipReport, on_delete=models.CASCADE, related_name="flips")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    payer = models.CharField(max_length=30)
    codes = models.JSONField(default=list)
    cents = models.BigIntegerField(default=0)
    changes = models.JSONField(default=list, help_text="{kind, rule, line, before, after}")

    class Meta:
        ordering = ["kind", "-cents", "pk"]

    def __str__(self) -> str:
        return f"{self.claim}: {self.get_kind_display()}"
