"""Medicare's payment limits (ASP pricing file), by quarter."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from codes.facts import facts_changed
from codes.importers import fields, heading, stated
from codes.importers.heading import Spellings
from codes.importers.problem import UnreadableFile
from codes.importers.release import Origin, Tally, register
from codes.importers.source import Source
from codes.models import PaymentRate

KIND = "asp"
_COLUMNS: Spellings = {
    "code": ("hcpcs code",),
    "unit": ("hcpcs code dosage",),
    "limit": ("payment limit",),
}
_AMOUNT = re.compile(r"\$?([0-9]{1,9}(?:\.[0-9]{1,4})?)")
_NO_LIMIT = {"", "N/A"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFile:
    """Dollars and unit by code, and the quarter on which they hold, both ends included."""

    limits: dict[str, tuple[Decimal, str]]
    start: dt.date
    through: dt.date
    refused: tuple[str, ...] = ()

    @property
    def action_days(self) -> frozenset[dt.date]:
        """The first day of the quarter: the file states it above its heading."""
        return frozenset({self.start})


def recognises(source: Source) -> bool:
    """Whether the heading is that of the pricing file."""
    return heading.lines(source, _COLUMNS) is not None


def read(source: Source) -> PaymentFile:
    """The limits. A code without an amount (N/A) is refused with its reason.

    Raises UnreadableFile for any other table, or one that does not say its quarter.
    """
    rows = heading.needed(source, _COLUMNS, "CMS's file of payment limits")
    days = fields.spoken_days(heading.above(source, _COLUMNS))
    if len(days) < 2 or days[0] > days[1]:
        raise UnreadableFile(
            f"{source.name} does not say its quarter above the heading; CMS's file does:"
            " Effective October 1, 2025 through December 31, 2025."
        )
    limits: dict[str, tuple[Decimal, str]] = {}
    refused: list[str] = []
    for line in rows:
        code = fields.hcpcs(line.cells["code"], f"{line.place}: the code")
        if code in limits:
            raise UnreadableFile(f"{line.place}: {code} is listed twice; once is wanted.")
        written = line.cells["limit"].replace(",", "")
        amount = _AMOUNT.fullmatch(written)
        if written.upper() in _NO_LIMIT:
            refused.append(f"{line.place}: {code} has no payment limit ({written or 'blank'}).")
        elif amount is None:
            raise UnreadableFile(
                f"{line.place}: the payment limit is {line.cells['limit']!r}; dollars are wanted."
            )
        else:
            limits[code] = (Decimal(amount[1]), line.cells["unit"][:40])
    if not limits:
        raise UnreadableFile(f"{source.name} lists no limits; CMS's pricing file is wanted.")
    return PaymentFile(limits=limits, start=days[0], through=days[1], refused=tuple(refused))


@transaction.atomic
def store(file: PaymentFile, origin: Origin) -> list[Tally]:
    """Write the differences; each quarter has its own rows."""
    release = register(
        KIND,
        f"Payment limits, {file.start:%B %Y}",
        origin,
        rows=len(file.limits),
        complete_for=[],
    )
    tally = Tally(label="asp limits", refused=file.refused)
    rows = {
        (code, file.start): (amount, unit, file.through)
        for code, (amount, unit) in file.limits.items()
    }
    key, values = ("code", "effective_from"), ("amount", "unit", stated.THROUGH)
    stated.store(PaymentRate, key, values, rows, release=release, tally=tally)
    facts_changed()
    return [tally]
