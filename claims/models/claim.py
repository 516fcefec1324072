"""A professional claim, its service lines and the containers opened for them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from billing_site.accounts.models import Practice
from billing_site.accounts.scope import PracticeScoped
from claims.models.party import Facility, Patient, PriorAuthorization, Provider
from codes.models import Payer

ROUTES = [
    ("IV", "IV"), ("IM", "IM"), ("SC", "SC"), ("IVT", "Intravitreal"), ("IA", "Intra-arterial"),
    ("IT", "Intrathecal"), ("PO", "Oral"), ("INH", "Inhaled"), ("TOP", "Topical"),
    ("other", "Other"),
]  # fmt: skip
SOURCES = [
    ("buy_and_bill", "Bought by the practice"),
    ("payer_supplied", "Supplied by the payer"),
    ("specialty_pharmacy", "Specialty pharmacy"),
    ("free", "Free of charge"),
    ("sample", "Sample"),
    ("patient_brought", "Brought by the patient"),
]
ASSIGNMENTS = [("accepted", "Accepted"), ("not_accepted", "Not accepted")]
FREQUENCIES = [("1", "1 Original"), ("7", "7 Replacement"), ("8", "8 Void")]
BLOOD_MEASURES = [("g/dL", "Hemoglobin, g/dL"), ("%", "Hematocrit, %")]
# facts of a claim that only some payers, policies or codes ask for
CIRCUMSTANCES = (
    "supervising", "assignment", "frequency_code", "original_ref", "exemption_number",
    "site_exception", "attestations", "haemoglobin", "haemoglobin_measure", "haemoglobin_on",
    "other_payer", "other_coverage", "other_paid_cents", "other_paid_on", "acquired_340b",
)  # fmt: skip
CONTAINER_TYPES = [("single", "Single dose"), ("multi", "Multiple dose")]


class Claim(models.Model):
    """One claim of one visit. ``version`` rises by one with each save; a stale save is refused."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        READY = "ready", "Ready"
        SUBMITTED = "submitted", "Submitted"
        REJECTED = "rejected", "Rejected"
        UNPROCESSABLE = "unprocessable", "Unprocessable"
        ACCEPTED = "accepted", "Accepted"
        PAID = "paid", "Paid"
        PART_PAID = "part_paid", "Part paid"
        DENIED = "denied", "Denied"
        VOID = "void", "Void"

    EDITABLE = (Status.DRAFT, Status.READY)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("claim number", max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claims")
    status = models.CharField(max_length=13, choices=Status.choices, default=Status.DRAFT)
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    payer = models.ForeignKey(
        Payer, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    member_id = models.CharField(max_length=40, blank=True)
    rendering = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="rendered"
    )
    ordering = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="ordered"
    )
    facility = models.ForeignKey(
        Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    authorization = models.ForeignKey(
        PriorAuthorization, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    authorization_number = models.CharField(
        max_length=50, blank=True, help_text="as typed, where no authorization is on file"
    )
    date_of_service = models.DateField(null=True, blank=True)
    place = models.CharField("place of service", max_length=2, blank=True)
    diagnoses = models.JSONField(default=list, blank=True)
    documents = models.JSONField(null=True, blank=True, help_text="null: not recorded")
    supervising = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="supervised"
    )
    assignment = models.CharField(max_length=12, choices=ASSIGNMENTS, blank=True)
    frequency_code = models.CharField(max_length=1, choices=FREQUENCIES, blank=True)
    original_ref = models.CharField("original reference", max_length=50, blank=True)
    exemption_number = models.CharField(max_length=50, blank=True)
    site_exception = models.CharField(max_length=80, blank=True)
    attestations = models.JSONField(
        default=dict, blank=True, help_text="what somebody attested to, by its name in policies"
    )
    haemoglobin = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    haemoglobin_measure = models.CharField(max_length=4, choices=BLOOD_MEASURES, blank=True)
    haemoglobin_on = models.DateField(null=True, blank=True)
    other_payer = models.CharField("payer billed first", max_length=80, blank=True)
    other_coverage = models.BooleanField(null=True, blank=True)
    other_paid_cents = models.BigIntegerField(null=True, blank=True)
    other_paid_on = models.DateField(null=True, blank=True)
    acquired_340b = models.BooleanField("340B drug", null=True, blank=True)
    said_missing = models.JSONField(
        default=list, blank=True, help_text="keys of claim JSON that were asked for and left blank"
    )
    total_cents = models.BigIntegerField(default=0)
    blocks = models.PositiveSmallIntegerField(default=0)
    risks = models.PositiveSmallIntegerField(default=0)
    worst_finding = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PracticeScoped.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["practice", "status", "-updated_at"], name="claims_by_status"),
            models.Index(fields=["patient", "date_of_service"], name="claims_by_patient"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_editable(self) -> bool:
        """Drafts and ready claims may be changed; a submitted one is corrected by a new claim."""
        return self.status in self.EDITABLE


class ServiceLine(models.Model):
    """One service line. Amounts are as typed: nothing is computed on saving."""

    class Outcome(models.TextChoices):
        NONE = "", "None yet"
        PAID = "paid", "Paid"
        REDUCED = "reduced", "Paid in part"
        DENIED = "denied", "Denied"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10, blank=True)
    dose_amount = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    dose_measure = models.CharField(max_length=10, blank=True)
    units = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    modifiers = models.JSONField(default=list, blank=True)
    pointers = models.CharField("diagnosis pointers", max_length=24, blank=True)
    charge_cents = models.BigIntegerField(null=True, blank=True)
    date_of_service = models.DateField(
        null=True, blank=True, help_text="only where it differs from the claim"
    )
    place = models.CharField(max_length=2, blank=True, help_text="only where it differs")
    route = models.CharField(max_length=5, choices=ROUTES, blank=True)
    product = models.CharField(max_length=120, blank=True)
    discarded_amount = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    discarded_measure = models.CharField(max_length=10, blank=True)
    ndc = models.CharField("NDC", max_length=20, blank=True)
    ndc_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    ndc_measure = models.CharField(max_length=2, blank=True)
    drug_source = models.CharField(max_length=18, choices=SOURCES, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    description = models.CharField(max_length=80, blank=True)
    container_type = models.CharField(max_length=6, choices=CONTAINER_TYPES, blank=True)
    start = models.CharField("infusion start", max_length=5, blank=True, help_text="08:30")
    stop = models.CharField("infusion stop", max_length=5, blank=True, help_text="09:45")
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    paid_cents = models.BigIntegerField(null=True, blank=True)
    outcome_carc = models.CharField(max_length=4, blank=True)
    outcome_rarc = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="one_line_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lines_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} line {self.number}"


class Container(models.Model):
    """Containers of one size opened for a line; ``size`` is the amount printed on the vial."""

    line = models.ForeignKey(ServiceLine, on_delete=models.CASCADE, related_name="containers")
    count = models.PositiveSmallIntegerField()
    size = models.DecimalField(max_digits=12, decimal_places=4)
    measure = models.CharField(max_length=10)
    lot = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.count} of {self.size} {self.measure}"
