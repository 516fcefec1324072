"""What somebody must say of the patient, and the documents to keep."""

from __future__ import annotations

from django.db import models

from codes.models.policy.requirement import Requirement


class PolicyAttestation(Requirement):
    """A statement that must be on the claim's record; ``code`` is its name there."""

    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=160, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="one_attestation_a_policy_version"
            )
        ]


class PolicyDocument(Requirement):
    """A document: ``phases`` are some of start, renewal, every and every_if_jw."""

    code = models.SlugField(max_length=20)
    label = models.CharField(max_length=160)
    phases = models.JSONField(default=list, blank=True)

    class Meta(Requirement.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="one_document_a_policy_version"
            )
        ]
