"""The documents that a drug, or a payer, asks to have on file beside a claim."""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.payer import Payer


class DocumentRequirement(EffectiveDated):
    """One document that claims of a drug call for: why, from whom, and what counts as it.

    ``code`` empty means every drug, ``payer`` empty every payer. ``document`` is the name under
    which a claim keeps the document's state; two requirements with the same name are one document
    that both of them ask for, so a name once used keeps its meaning.
    """

    class Phase(models.TextChoices):
        EVERY = "every", "Every claim"
        START = "start", "First dose"
        RENEWAL = "renewal", "Renewal"
        START_RENEWAL = "start_renewal", "First dose and renewal"
        WASTE = "every_if_waste", "When drug is discarded (JW)"
        UNCLASSIFIED = "unclassified", "Unclassified codes"

    code = models.CharField(
        "drug code", max_length=5, blank=True, db_index=True, help_text="empty: every drug"
    )
    payer = models.ForeignKey(
        Payer,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
        help_text="empty: every payer",
    )
    document = models.SlugField(
        max_length=20, help_text='the name it is kept under: "dx_lab", "weight", "plan"'
    )
    label = models.CharField(max_length=120)
    why = models.CharField(max_length=200)
    provided_by = models.CharField(max_length=80, help_text="who in the practice provides it")
    satisfied_by = models.CharField(max_length=200, help_text="what counts as this document")
    phase = models.CharField(max_length=14, choices=Phase.choices, default=Phase.EVERY)
    is_required = models.BooleanField("required", default=True)
    source = models.CharField(max_length=120)

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "pk"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "payer", "document", "effective_from"],
                name="one_document_requirement_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code or 'every drug'}: {self.label}"

    def siblings(self) -> EffectiveQuerySet[DocumentRequirement]:
        """The other wordings of this requirement."""
        rows = DocumentRequirement.objects.filter(code=self.code, document=self.document)
        if self.payer_id is None:
            return rows.filter(payer__isnull=True)
        return rows.filter(payer_id=self.payer_id)
