"""Imports of publishers' files: who loaded what, what it changed, and how to undo it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from billing_site.jobs.models import Job


class ImportRun(models.Model):
    """One file on its way into the reference tables, and back out.

    ``kinds`` are those that can read the file, ``kind`` the one chosen. ``stored_name`` names the
    upload in the private folder until the import is applied or given up. ``options`` is what a
    person answered of the importer's own questions. ``counts`` holds what became of the records,
    ``changes`` the number of changed rows by table and a first part of them in words, ``touched``
    the codes they speak of. ``facts_token`` is the state of the facts that the dry run was made
    against.
    """

    class State(models.TextChoices):
        ASKING = "asking", "Needs an answer"
        CHECKING = "checking", "Dry run"
        READY = "ready", "Ready to apply"
        REFUSED = "refused", "Refused"
        APPLYING = "applying", "Applying"
        APPLIED = "applied", "Applied"
        ROLLING_BACK = "rolling_back", "Rolling back"
        ROLLED_BACK = "rolled_back", "Rolled back"
        CANCELLED = "cancelled", "Cancelled"

    kinds = models.JSONField(default=list)
    kind = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    stored_name = models.CharField(max_length=80, blank=True)
    release_day = models.DateField(null=True, blank=True)
    may_list_fewer = models.BooleanField(default=False)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKING)
    sentence = models.CharField(max_length=1000, blank=True)
    counts = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    touched = models.JSONField(default=dict)
    facts_token = models.CharField(max_length=40, blank=True)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(db_default=Now())
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    rolled_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rolled_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import"

    def __str__(self) -> str:
        return f"Import {self.pk}"


class ImportJournal(models.Model):
    """A part of the rows that an import changed, before and after: compressed JSON.

    ``table`` is the model's label; ``body`` holds ``[key, before or null, after or null]`` for at
    most `codes.importing.journal.PART` rows. With ``is_range`` it stands for rows that are new in a
    table too long to keep row by row: their range of keys and what they add up to.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="journal")
    table = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    is_range = models.BooleanField(default=False)
    body = models.BinaryField()

    class Meta:
        ordering = ["run", "table", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "table", "number"], name="one_journal_part_each")
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.table}, part {self.number}"
