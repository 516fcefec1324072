"""Which codes a policy speaks of, and the diagnoses that it asks for or refuses."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from codes.models.policy.requirement import Requirement


class PolicyCode(Requirement):
    """A code that the policy speaks of.

    ``editorial_only``: it speaks of the ``drug`` that a guide gives the code, not of the drug of
    the official file, and holds in editorial mode alone. None is not said, as everywhere here.
    """

    code = models.CharField(max_length=5, db_index=True)
    editorial_only = models.BooleanField(null=True, blank=True)
    drug = models.CharField(max_length=80, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_code_a_policy_version")
        ]


class PolicyDiagnoses(Requirement):
    """Diagnoses of which one is wanted, one of each group is wanted, or none may stand.

    ``*`` stands for any ending: K50* is every code that begins with K50. With ``code`` they hold
    for that code alone. ``name`` is that of the group, or why the diagnoses are excluded.
    """

    class Kind(models.TextChoices):
        ANY = "any", "One of these"
        ALL = "all", "One of each group"
        EXCLUDED = "excluded", "None of these"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.ForeignKey(
        PolicyCode, null=True, blank=True, on_delete=models.CASCADE, related_name="diagnoses"
    )
    name = models.CharField(max_length=160, blank=True)
    patterns = models.JSONField(default=list)

    class Meta(Requirement.Meta):
        abstract = False
        verbose_name_plural = "policy diagnoses"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["any", "all", "excluded"]),
                name="policy_diagnoses_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(kind="any"),
                name="policy_code_has_any_diagnoses_only",
            ),
        ]


class PolicyIndication(Requirement):
    """Diagnoses for which limits of their own hold; its limits are rows of `PolicyLimit`."""

    code = models.ForeignKey(PolicyCode, on_delete=models.CASCADE, related_name="indications")
    name = models.CharField(max_length=160)
    patterns = models.JSONField(default=list)
    max_single_units = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
