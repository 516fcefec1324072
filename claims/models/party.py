"""The people and places on a claim: patients with their coverage, providers, facilities."""

from __future__ import annotations

import uuid

from django.db import models

from billing_site.accounts.models import Practice
from billing_site.accounts.scope import PracticeScoped
from codes.models import Payer


class Provider(models.Model):
    """A person who renders, orders or supervises."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="providers")
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=40)
    npi = models.CharField("NPI", max_length=10)
    renders = models.BooleanField(default=True)
    orders = models.BooleanField(default=False)

    objects = PracticeScoped.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "npi"], name="one_provider_per_npi")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.npi}"

    @property
    def name(self) -> str:
        """Family name first."""
        return f"{self.last_name}, {self.first_name}"


class Facility(models.Model):
    """A site where services are given."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="facilities")
    name = models.CharField(max_length=120)
    npi = models.CharField("NPI", max_length=10, blank=True)
    address = models.CharField(max_length=200)
    place = models.CharField("usual place of service", max_length=2)

    objects = PracticeScoped.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name


class Patient(models.Model):
    """A patient of one practice."""

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"
        UNKNOWN = "U", "Unknown"
        OTHER = "X", "Other"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="patients")
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=40)
    birth_date = models.DateField()
    death_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    address = models.CharField(max_length=200, blank=True)
    on_dialysis = models.BooleanField(null=True, blank=True)

    objects = PracticeScoped.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "birth_date"]

    def __str__(self) -> str:
        return f"{self.last_name}, {self.first_name} · {self.birth_date:%m/%d/%Y} · {self.sex}"


class Coverage(models.Model):
    """A patient's membership with a payer, and the days it was in force."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="coverages")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="coverages")
    member_id = models.CharField(max_length=40)
    effective_from = models.DateField()
    effective_through = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return f"{self.payer.name} from {self.effective_from}"


class Weight(models.Model):
    """A weight of a patient, in kilograms."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="weights")
    taken_on = models.DateField()
    kilograms = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["-taken_on"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "taken_on"], name="one_weight_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kilograms} kg on {self.taken_on}"


class PriorAuthorization(models.Model):
    """A payer's authorization of units of one code for one patient."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="authorizations")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="authorizations")
    number = models.CharField(max_length=50)
    code = models.CharField(max_length=5)
    effective_from = models.DateField()
    effective_through = models.DateField()
    approved_units = models.PositiveIntegerField()
    used_units = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "payer", "number", "code"], name="one_authorization_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.effective_from} - {self.effective_through}"
