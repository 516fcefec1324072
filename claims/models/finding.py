"""What edits found on stored claims, and what became of it."""

from __future__ import annotations

from django.db import models

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
