"""Where facts come from, and where two sources disagree."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ReferenceRelease(models.Model):
    """One publisher's file that was loaded; every fact row points to the one it came from.

    ``complete_for`` holds ranges of codes, ``[["A0000", "V9999"]]``, for which the file lists every
    code there is. "Does not exist" is said of a code inside such a range only. The rows of the
    demonstration speak from long ago, so that every true file goes before them: the file that
    they follow is of the day in ``retrieved_on``.
    """

    DEMONSTRATION = "Firstpass demonstration"

    class State(models.TextChoices):
        STAGED = "staged", "Staged"
        ACTIVE = "active", "Active"
        ROLLED_BACK = "rolled_back", "Rolled back"

    kind = models.CharField(max_length=20)
    publisher = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    effective_from = models.DateField()
    retrieved_on = models.DateField(null=True, blank=True)
    loaded_at = models.DateTimeField(db_default=Now())
    sha256 = models.CharField(max_length=64, blank=True)
    row_counts = models.JSONField(default=dict, blank=True)
    complete_for = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)

    class Meta:
        ordering = ["kind", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "effective_from", "sha256"], name="one_release_per_file"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_illustrative(self) -> bool:
        """Whether its rows belong to the demonstration."""
        return self.publisher == self.DEMONSTRATION

    @property
    def vintage(self) -> dt.date | None:
        """The day of the publisher's own file; None where nobody wrote it down."""
        return self.retrieved_on if self.is_illustrative else self.effective_from


class FactConflict(models.Model):
    """An editorial guide says one thing of a code, the official file another.

    ``editorial_drug`` is the drug that the guide names, in lower case; COD-003 looks for it on
    the claim. ``note`` is the evidence; owner, decision and its day are people's
    (`codes.decisions`), and the comparison leaves them alone.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        CORRECTED = "corrected", "Guide corrected"

    class Severity(models.TextChoices):
        BLOCKING = "blocking", "Blocking"
        WARNING = "warning", "Warning"
        INFO = "info", "For information"

    code = models.CharField(max_length=5, db_index=True)
    field = models.CharField(max_length=30)
    official = models.CharField(max_length=300)
    editorial = models.CharField(max_length=300)
    editorial_drug = models.CharField(max_length=80, blank=True)
    editorial_unit_amount = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, blank=True
    )
    editorial_unit_measure = models.CharField(max_length=20, blank=True)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(
        max_length=300, blank=True, help_text="why it was accepted as it stands"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "field"]
        constraints = [
            models.UniqueConstraint(fields=["code", "field", "editorial"], name="one_conflict_each")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.field}"


class FactsToken(models.Model):
    """One row that changes whenever a reference fact does (`codes.facts`)."""

    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.token)
