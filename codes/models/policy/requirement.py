"""What every requirement of a policy has: its version, its place, and where it is written."""

from __future__ import annotations

from django.db import models

from codes.models.policy.version import PolicyVersion


class Requirement(models.Model):
    """One thing that a version requires.

    ``position`` is its place among the requirements of its kind, from 0. The citation says where
    the payer wrote it: document, section, a short quote, address, and the day somebody saw it
    there.
    """

    class Severity(models.TextChoices):
        ERROR = "error", "Error"
        WARNING = "warning", "Warning"
        INFO = "info", "Note"

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="%(class)s_rows"
    )
    position = models.PositiveSmallIntegerField(default=0)
    severity = models.CharField(max_length=7, choices=Severity.choices, default=Severity.ERROR)
    cited_document = models.CharField(max_length=160, blank=True)
    cited_section = models.CharField(max_length=80, blank=True)
    cited_quote = models.CharField(max_length=300, blank=True)
    cited_address = models.CharField(max_length=400, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["version", "position", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position + 1} of {self.version_id}"

    @property
    def citation(self) -> str:
        """Where it is written, in words; empty where nobody said."""
        parts = [self.cited_document, self.cited_section]
        words = ", ".join(part for part in parts if part)
        quote = f"“{self.cited_quote}”" if self.cited_quote else ""
        seen = f"seen on {self.seen_on:%m/%d/%Y}" if self.seen_on else ""
        return "; ".join(part for part in (words, quote, seen) if part)
