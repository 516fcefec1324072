"""Background work that somebody waits for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """One piece of work, from the asking to its end.

    A worker that is killed leaves its row ``running``; `billing_site.jobs.lease` tells such a row
    from one that somebody works on. ``sentence`` is what the person is told of a failure.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        LOST = "lost", "The worker stopped"
        STOPPED = "stopped", "Stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    sentence = models.CharField(max_length=1000, blank=True)
    stop_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject"], name="jobs_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.get_state_display()}"
