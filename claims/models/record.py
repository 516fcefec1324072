"""What the practice's record holds of a patient that payers' policies ask for."""

from __future__ import annotations

from django.db import models

from claims.models.party import Patient
from codes.models import Payer


class LabResult(models.Model):
    """One laboratory result. ``lab`` is the name that policies use: AAT_SERUM."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="labs")
    lab = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=60, blank=True)
    taken_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.lab} on {self.taken_on}"


class StepTrial(models.Model):
    """One agent that was tried before, and how that ended; ``agent`` is a code or a drug."""

    class Outcome(models.TextChoices):
        FAILURE = "failure", "Did not help"
        INTOLERANCE = "intolerance", "Not tolerated"
        CONTRAINDICATION = "contraindication", "Could not be given"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="trials")
    agent = models.CharField(max_length=80)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-ended_on", "pk"]

    def __str__(self) -> str:
        return f"{self.agent}: {self.get_outcome_display()}"


class Exemption(models.Model):
    """A payer's exemption: ``product``, which it does not prefer, is covered for this patient."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="exemptions")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="exemptions")
    number = models.CharField(max_length=50)
    product = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "payer", "number"], name="one_exemption_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} for {self.product or 'any product'}"
