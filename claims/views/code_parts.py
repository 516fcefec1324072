"""The parts of a code page that come from several tables: payment limit, documents, payers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claims.gather.conversions import document_facts
from claims.scrubber.documents.sources import OUR_LIST
from claims.scrubber.findings import plain
from claims.scrubber.reference import DocumentFacts
from codes.facts import SmallTables
from codes.models import DocumentRequirement, HcpcsCode, PayerTerms, PaymentRate


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A payment limit in words; ``is_old`` where its quarter is over."""

    words: str
    days: str
    source: str
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDocument:
    """One document that any claim of the code may need; ``payer`` empty where everybody asks."""

    facts: DocumentFacts
    sources: str
    payer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRow:
    """What a payer's terms of today mean for the code; ``policies`` are (identifier, title) of
    those in force today that name the code."""

    name: str
    waste: str
    ndc: str
    filing: str
    facility: str
    policies: tuple[tuple[str, str], ...] = ()


def price_of(code: str, today: dt.date) -> Price | None:
    """The limit in force, else the newest one that is loaded; one query."""
    rows = PaymentRate.objects.filter(code=code).select_related("release")
    rate = rows.exclude(effective_from__gt=today).order_by("-effective_from").first()
    if rate is None:
        return None
    first, last = rate.effective_from, rate.effective_through
    days = f"from {first:%m/%d/%Y}" if first else ""
    if first and last:
        days = f"{first:%m/%d/%Y} to {last:%m/%d/%Y}"
    return Price(
        words=f"${_cents(plain(rate.amount))}",
        days=days,
        source=f"{rate.release.title}, per {rate.unit}" if rate.unit else rate.release.title,
        is_old=last is not None and last < today,
    )


def _cents(text: str) -> str:
    """Two decimals at least: 20 is 20.00, 5.457 stays."""
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def documents_by_phase(
    code: HcpcsCode, tables: SmallTables, today: dt.date
) -> list[tuple[str, list[AskedDocument]]]:
    """What claims of the code call for, by when it is wanted, our list and its own rows as one."""
    rows = [
        row
        for key in ("", code.code)
        for row in tables.documents.get(key, [])
        if _holds(row, today)
    ]
    names = {payer.code: payer.name for payer in tables.payers.values()}
    asked = [*OUR_LIST, *(document_facts(row) for row in rows)]
    merged: dict[tuple[str, str], AskedDocument] = {}
    for one in asked:
        if one.phase == "unclassified" and not code.is_noc:
            continue
        payer = names.get(one.payer or "", "")
        known = merged.get((one.document, payer))
        sources = f"{known.sources}; {one.source}" if known else one.source
        merged[(one.document, payer)] = AskedDocument(facts=one, sources=sources, payer=payer)
    return _by_phase(merged.values())


def _by_phase(asked: Iterable[AskedDocument]) -> list[tuple[str, list[AskedDocument]]]:
    found: dict[str, list[AskedDocument]] = {}
    for one in asked:
        found.setdefault(one.facts.phase, []).append(one)
    return [
        (str(phase.label), found[phase.value])
        for phase in DocumentRequirement.Phase
        if phase.value in found
    ]


def payers_of(code: str, tables: SmallTables, today: dt.date) -> list[PayerRow]:
    """Every payer with its terms of today and its policy for ``code``; those without terms not."""
    found = []
    for payer in tables.payers.values():
        held = tables.terms.get(payer.code, [])
        terms = next((one for one in held if _holds(one, today)), None)
        if terms is not None:
            policies = _policies(code, tables.policies.get(payer.code, []), today)
            found.append(_payer_row(payer.name, terms, policies))
    return found


def _policies(
    code: str, policies: Iterable[dict[str, Any]], today: dt.date
) -> tuple[tuple[str, str], ...]:
    """(identifier, title) of the published policies that name the code and hold today."""
    return tuple(
        (policy["id"], policy["title"])
        for policy in policies
        if code in {one["code"] for one in policy["codes"]}
        and (policy["effective_from"] or "") <= today.isoformat()
        and today.isoformat() <= (policy["effective_to"] or "9999")
    )


def _holds(row: DocumentRequirement | PayerTerms, today: dt.date) -> bool:
    started = row.effective_from is None or row.effective_from <= today
    return started and (row.effective_through is None or today <= row.effective_through)


def _payer_row(name: str, terms: PayerTerms, policies: tuple[tuple[str, str], ...]) -> PayerRow:
    filing = f"{terms.filing_days} days" if terms.filing_days else ""
    if terms.filing_years:
        filing = "1 year" if terms.filing_years == 1 else f"{terms.filing_years} years"
    asks = [
        words
        for wanted, words in (
            (terms.requires_dose, "dose given asked for"),
            (terms.requires_ordering_provider, "ordering provider asked for"),
        )
        if wanted
    ]
    return PayerRow(
        name=name,
        waste=terms.get_waste_modifiers_display(),
        ndc="; ".join([terms.get_ndc_display(), *asks]),
        filing=filing,
        facility=terms.get_facility_drug_display(),
        policies=policies,
    )
