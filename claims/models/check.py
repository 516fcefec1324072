"""Kept checks, and the key that makes a save happen once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class RulesEdition(models.Model):
    """The text of the rules at one version, as a digest of each rule and each shared part.

    Written when a check by that version is first kept; never changed.
    """

    version = models.CharField(max_length=40, primary_key=True)
    digests = models.JSONField()
    first_kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version


class Check(models.Model):
    """The receipt of the check that stood behind a claim when it was marked ready.

    ``snapshot`` is claim JSON, ``report`` report JSON, ``passed`` the margins of what was right
    ({rule, line, margin}). ``facts`` is the slice of the tables that the check read, ``recorded``
    the states of documents: with the same ``edition`` of the rules they give the same report,
    whatever was imported since. Each part has its hash. Checks kept before there were receipts have
    neither facts nor edition.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="checks")
    claim_version = models.PositiveIntegerField()
    checked_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    as_of = models.DateField()
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    facts_sha256 = models.CharField(max_length=64, default="")
    recorded = models.JSONField(default=dict)
    report = models.JSONField()
    passed = models.JSONField(default=list)
    report_sha256 = models.CharField(max_length=64, default="")
    edition = models.ForeignKey(RulesEdition, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.claim.number} version {self.claim_version}"


class SubmitKey(models.Model):
    """Made when a form is shown, used up by its save: a second post of it changes nothing more."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body_sha256 = models.CharField(max_length=64)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    redirect_to = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="submit_keys_by_age")]

    def __str__(self) -> str:
        return str(self.key)
