"""What edits found on stored claims, and what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claim import Claim


class FoundEdit(models.Model):
    """A finding that stood when a claim was stored, by rule, line and field; 0 is the claim.

    It is open while the claim's newest stored check has it, and mended once that check has not.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MENDED = "mended", "Put right"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="found_edits")
    rule = models.CharField(max_length=7, db_index=True)
    line = models.PositiveSmallIntegerField(default=0)
    field = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=7)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "rule", "line", "field"], name="one_found_edit_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.claim.number}"


class Override(models.Model):
    """A lead's word that a blocking finding does not keep this claim back, with the reason.

    It holds for the finding as it was worded then: other numbers are another finding. Withdrawn,
    it stays as history.
    """

    LEAST_REASON = 15

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="overrides")
    rule = models.CharField(max_length=7, db_index=True)
    line = models.PositiveSmallIntegerField(default=0)
    field = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=80)
    message = models.CharField(max_length=600)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "rule", "line", "field", "message"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_override_stands",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.claim.number}"

    def covers(self, found: dict[str, Any]) -> bool:
        """Whether it was made for this finding of a report, word for word."""
        if self.withdrawn_at is not None:
            return False
        place = (found["rule"], found["line"] or 0, (found.get("field") or "")[:40])
        return place == (self.rule, self.line, self.field) and found["message"] == self.message
