"""Kept checks, and the key that makes a save happen once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class Check(models.Model):
    """The check that stood behind a claim when it was marked ready.

    ``snapshot`` is claim JSON, ``report`` is report JSON; together with the versions in the report
    they say what was judged by which rules.
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
    report = models.JSONField()

    class Meta:
        ordering = ["-checked_at"]

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
