"""Which codes took the place of one that ended, where a source says so."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from codes.models.source import ReferenceRelease


class CodeSuccessor(models.Model):
    """One code that takes the place of another from a day on.

    With a release, the publisher's file says so (XREF of the HCPCS file); without one, a person
    entered it, and ``source`` names what says so.
    """

    from_code = models.CharField("ended code", max_length=5, db_index=True)
    to_code = models.CharField("successor", max_length=5)
    effective_from = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    release = models.ForeignKey(
        ReferenceRelease,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )

    class Meta:
        ordering = ["from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(fields=["from_code", "to_code"], name="one_successor_each"),
            models.CheckConstraint(
                condition=~models.Q(from_code=models.F("to_code")), name="successor_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} to {self.to_code}"

    def clean(self) -> None:
        """Refuse a code that succeeds itself."""
        super().clean()
        if self.from_code == self.to_code:
            raise ValidationError({"to_code": "A code cannot take its own place."})
