"""The trail of what was seen and changed. Rows are added, never edited."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Outcome(models.TextChoices):
    """How the recorded act ended."""

    OK = "ok", "Done"
    DENIED = "denied", "Refused"
    ERROR = "error", "Failed"


class AuditEvent(models.Model):
    """One act of one person (security.md 8).

    ``changes`` holds field names with old and new values; a field with patient data holds only
    its name. ``object_id`` is a public id or a code, never a name or a member number.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField(max_length=150, blank=True)
    roles = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    practice = models.ForeignKey(
        "accounts.Practice", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=6, choices=Outcome.choices, default=Outcome.OK)
    changes = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} ({self.outcome})"
