"""What is recorded of the documents that a claim calls for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class ChecklistItem(models.Model):
    """The state of one document of one claim: what is there, who said so, when.

    ``code`` is that of the checklist (order, dose_log, ...). ``reference`` says where the document
    is, or why it is not needed.
    """

    class State(models.TextChoices):
        MISSING = "missing", "Missing"
        PRESENT = "present", "On file"
        NOT_NEEDED = "not_needed", "Not needed"
        PROBLEM = "problem", "There is a problem"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="checklist")
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices)
    reference = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "code"], name="one_state_per_document")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_state_display()}"
