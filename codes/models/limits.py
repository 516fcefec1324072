"""National edits and limits: units a day (MUE), codes side by side (PTP, add-ons), prices."""

from __future__ import annotations

from django.db import models

from codes.effective import EffectiveDated, EffectiveQuerySet
from codes.models.source import ReferenceRelease


class MueLimit(EffectiveDated):
    """Medically unlikely edit: units of one code that are paid, by adjudication indicator."""

    class Program(models.TextChoices):
        MEDICARE = "medicare", "Medicare practitioner"
        MEDICAID = "medicaid", "Medicaid practitioner"

    code = models.CharField(max_length=5, db_index=True)
    program = models.CharField(max_length=8, choices=Program.choices)
    units = models.PositiveIntegerField()
    mai = models.PositiveSmallIntegerField("MUE adjudication indicator", null=True, blank=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="mues")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "program"]
        verbose_name = "MUE limit"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "program", "effective_from"], name="one_mue_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.units} ({self.get_program_display()})"

    def siblings(self) -> EffectiveQuerySet[MueLimit]:
        """The other limits of this code in this program."""
        return MueLimit.objects.filter(code=self.code, program=self.program)


class PtpPair(EffectiveDated):
    """Procedure-to-procedure edit: ``column_two`` is not paid beside ``column_one``."""

    column_one = models.CharField(max_length=5)
    column_two = models.CharField(max_length=5)
    indicator = models.PositiveSmallIntegerField("modifier indicator")
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="pairs")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["column_one", "column_two"]
        verbose_name = "PTP pair"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["column_one", "column_two", "effective_from"], name="one_pair_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column_one} / {self.column_two}"

    def siblings(self) -> EffectiveQuerySet[PtpPair]:
        """The other versions of this pair."""
        return PtpPair.objects.filter(column_one=self.column_one, column_two=self.column_two)


class AddOnCode(EffectiveDated):
    """A code that is paid beside a primary code only, and one primary it may stand beside.

    Type 1: CMS lists every primary. Type 2: CMS lists none, ``primary`` is empty and the payer
    decides. Type 3: CMS lists some, the payer may take others.
    """

    class EditType(models.IntegerChoices):
        LISTED = 1, "1: every primary is listed"
        OPEN = 2, "2: no primary is listed"
        PARTLY = 3, "3: some primaries are listed"

    code = models.CharField(max_length=5, db_index=True)
    primary = models.CharField("primary code", max_length=5, blank=True)
    edit_type = models.PositiveSmallIntegerField(choices=EditType.choices)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="add_ons")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "primary"]
        verbose_name = "add-on code"
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "primary", "effective_from"], name="one_add_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} beside {self.primary or 'what the payer says'}"

    def siblings(self) -> EffectiveQuerySet[AddOnCode]:
        """The other versions of this pair."""
        return AddOnCode.objects.filter(code=self.code, primary=self.primary)


class PaymentRate(EffectiveDated):
    """Medicare's payment limit in dollars for one billing unit, by quarter.

    ``unit`` is the amount that the publisher prices, in the publisher's words ("10 MG"). It is a
    limit, not what a claim is paid: coinsurance and sequestration come off it.
    """

    code = models.CharField(max_length=5, db_index=True)
    amount = models.DecimalField("dollars a unit", max_digits=14, decimal_places=4)
    unit = models.CharField("unit priced", max_length=40, blank=True)
    release = models.ForeignKey(ReferenceRelease, on_delete=models.PROTECT, related_name="rates")

    class Meta(EffectiveDated.Meta):
        abstract = False
        ordering = ["code", "-effective_from"]
        constraints = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "effective_from"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: ${self.amount:f}"

    def siblings(self) -> EffectiveQuerySet[PaymentRate]:
        """The other rates of this code."""
        return PaymentRate.objects.filter(code=self.code)
