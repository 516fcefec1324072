"""Guides to codes: what an article says of a code, statement by statement, in our own words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from codes.descriptors import read_unit


class CodeGuide(models.Model):
    """The guide to one code. ``article`` says in words which article it was made from."""

    code = models.CharField(max_length=5, unique=True)
    title = models.CharField(max_length=120)
    article = models.CharField(max_length=120)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class GuideStatement(models.Model):
    """One thing a guide says, with its source and how far it was borne out.

    Where it states a fact of a code (not always the guide's own), the three ``fact`` fields say it
    in a form that is compared with the official file; whoever edits them calls
    `codes.conflicts.refresh_conflicts` in the same transaction.
    """

    class Section(models.TextChoices):
        DEFINITION = "definition", "Definition"
        CLINICAL_CONTEXT = "clinical_context", "Clinical context"
        COMMON_MODIFIERS = "common_modifiers", "Common modifiers"
        DOCUMENTATION = "documentation", "Documentation requirements"
        DENIAL_REASONS = "denial_reasons", "Common denial reasons"
        COMMERCIAL_INSURERS = "commercial_insurers", "Commercial insurers"
        SIMILAR_CODES = "similar_codes", "Similar codes"

    class Standing(models.TextChoices):
        UNVERIFIED = "unverified", "Unverified"
        CONFIRMED = "confirmed", "Confirmed"
        CONTRADICTED = "contradicted", "Contradicted"

    class Fact(models.TextChoices):
        DRUG = "drug", "Drug"
        UNIT = "unit", "Billing unit"
        ROUTE = "route", "Route"
        VALIDITY = "validity", "Validity"

    guide = models.ForeignKey(CodeGuide, on_delete=models.CASCADE, related_name="statements")
    section = models.CharField(max_length=20, choices=Section.choices)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    source = models.CharField(max_length=120)
    standing = models.CharField(
        max_length=12, choices=Standing.choices, default=Standing.UNVERIFIED
    )
    note = models.CharField(
        max_length=300, blank=True, help_text="the evidence for or against the statement"
    )
    fact_code = models.CharField(max_length=5, blank=True, db_index=True)
    fact_field = models.CharField(max_length=10, choices=Fact.choices, blank=True)
    fact_value = models.CharField(
        max_length=80,
        blank=True,
        help_text='a drug; "10 mg"; "IV" or "IV, SC"; "not ended" or "ended 2024-12-31"',
    )
    requirements = models.CharField(
        max_length=60, blank=True, help_text='what it answers, as "S1,S2,D16"'
    )

    class Meta:
        ordering = ["guide", "section", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "section", "position"], name="one_statement_a_position"
            ),
            models.CheckConstraint(
                condition=Q(fact_code="", fact_field="", fact_value="")
                | (~Q(fact_code="") & ~Q(fact_field="") & ~Q(fact_value="")),
                name="fact_is_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.position}"

    @property
    def requirement_ids(self) -> tuple[str, ...]:
        """The ids, one by one."""
        return tuple(self.requirements.split(",")) if self.requirements else ()

    def clean(self) -> None:
        """Refuse a fact that is stated in part, and an amount that cannot be compared."""
        super().clean()
        fact = {name: getattr(self, name) for name in ("fact_code", "fact_field", "fact_value")}
        if any(fact.values()) and not all(fact.values()):
            words = "A fact has a code, a field and a value; fill in all three or none."
            raise ValidationError({name: words for name, text in fact.items() if not text})
        is_unit = self.fact_field == self.Fact.UNIT
        if is_unit and read_unit(self.fact_value).standing != "parsed":
            raise ValidationError({"fact_value": 'A billing unit is written like "10 mg".'})


class SimilarCode(models.Model):
    """A code that is named beside, or mistaken for, another: from one to the other only."""

    class Related(models.TextChoices):
        YES = "yes", "Related"
        NO = "no", "Not related"
        UNKNOWN = "unknown", "Not known"

    from_code = models.CharField(max_length=5, db_index=True)
    to_code = models.CharField(max_length=5)
    reason = models.CharField(max_length=300)
    related = models.CharField(max_length=7, choices=Related.choices, default=Related.UNKNOWN)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ["from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(fields=["from_code", "to_code"], name="one_similar_code_each"),
            models.CheckConstraint(
                condition=~Q(from_code=models.F("to_code")), name="similar_code_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} beside {self.to_code}"
