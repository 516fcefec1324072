"""The effective sheet: everything that is asked of one code for one payer, place and day.

Each requirement stands with the layer that it comes from (national, payer, policy) and with what it
overrides there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from codes.models import (
    CodeRestriction,
    DocumentRequirement,
    HcpcsCode,
    MueLimit,
    Payer,
    PayerTerms,
    PaymentRate,
    PolicyVersion,
    SelfAdministeredDrug,
)
from codes.models.policy import PolicyCode
from codes.policies.sentences import sections_of
from codes.policies.writing import with_requirements

NATIONAL, PAYER, POLICY = "National", "Payer", "Policy"
NDC_WORDS = {
    "required": "An NDC on every drug line.",
    "optional": "An NDC may be given.",
    "noc_only": "An NDC on unclassified drugs only.",
    "not_required": "No NDC is asked for.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement: ``overrides`` says what it stands above, where it does."""

    layer: str
    subject: str
    text: str
    source: str = ""
    overrides: str = ""


def rows_of(payer: Payer, code: str, place: str, day: dt.date) -> list[Row]:
    """Every requirement in force, the nearest layer last; a fixed number of queries."""
    terms = PayerTerms.objects.filter(payer=payer).in_force(day).first()
    return [
        *_national(payer, code, place, day, terms),
        *(_terms(terms, code, place) if terms else ()),
        *_documents(payer, code, day),
        *_policy(payer, code, place, day),
    ]


def _national(
    payer: Payer, code: str, place: str, day: dt.date, terms: PayerTerms | None
) -> Iterator[Row]:
    version = HcpcsCode.objects.filter(code=code).in_force(day).select_related("release").first()
    if version is not None and version.unit_amount is not None:
        unit = f"{version.unit_amount.normalize():f} {version.unit_measure}"
        yield Row(
            layer=NATIONAL, subject="Billing unit", text=f"One unit is {unit}.",
            source=version.release.title,
        )  # fmt: skip
    program = "medicaid" if payer.line_of_business == Payer.Line.MEDICAID else "medicare"
    rows = MueLimit.objects.filter(code=code, program=program).in_force(day)
    limit = rows.select_related("release").order_by("-effective_from").first()
    if limit is not None and (terms is None or terms.uses_mue):
        yield Row(
            layer=NATIONAL, subject="Units a day", text=f"At most {limit.units:,} (MUE).",
            source=limit.release.title,
        )  # fmt: skip
    rate = PaymentRate.objects.filter(code=code).in_force(day).select_related("release").first()
    if rate is not None:
        yield Row(
            layer=NATIONAL, subject="Payment limit", text=f"${rate.amount:f} a unit at Medicare.",
            source=rate.release.title,
        )  # fmt: skip
    for one in CodeRestriction.objects.filter(code=code).in_force(day):
        yield Row(
            layer=NATIONAL, subject="Use", text=f"{one.get_use_display()}.", source=one.source
        )
    listed = SelfAdministeredDrug.objects.filter(code=code).in_force(day).first()
    if listed is not None and terms is not None and terms.excludes_self_administered:
        yield Row(
            layer=NATIONAL, subject="Self-administered", text="On a contractor's list: not paid.",
            source=listed.source,
        )  # fmt: skip
    if place in {"50", "72"}:
        yield Row(
            layer=NATIONAL, subject="Place", text=f"In {place} the clinic's rate holds the drug.",
            source="MCPM chapters 9 and 13",
        )  # fmt: skip


def _terms(terms: PayerTerms, code: str, place: str) -> Iterator[Row]:
    told = [
        ("Waste", f"{terms.get_waste_modifiers_display()}.", ""),
        ("NDC", NDC_WORDS[terms.ndc], ""),
        ("Filing", _filing(terms), ""),
    ]
    if not terms.uses_mue:
        told.append(("Units a day", "MUE is not used.", "the national limit a day"))
    if not terms.uses_ptp:
        told.append(("Pairs of codes", "PTP edits are not used.", "the national pairs"))
    if code in terms.route_modifier_codes:
        told.append(("Route", "JA or JB on every line of this code.", ""))
    if place in {"19", "21", "22", "23", "24"}:
        told.append(("Place", f"In a facility: {terms.get_facility_drug_display().lower()}.", ""))
    if terms.requires_ordering_provider:
        told.append(("Providers", "The ordering provider is named.", ""))
    for subject, text, overrides in told:
        if text:
            yield Row(
                layer=PAYER, subject=subject, text=text, source=terms.source, overrides=overrides
            )


def _filing(terms: PayerTerms) -> str:
    if terms.filing_days is not None:
        return f"Within {terms.filing_days} days of the service."
    if terms.filing_years is not None:
        years = "one calendar year" if terms.filing_years == 1 else f"{terms.filing_years} years"
        return f"Within {years} of the service."
    return ""


def _documents(payer: Payer, code: str, day: dt.date) -> Iterator[Row]:
    rows = DocumentRequirement.objects.filter(code=code, payer=payer).in_force(day)
    for one in rows:
        yield Row(layer=PAYER, subject="Document", text=f"{one.label}.", source=one.source)


def _policy(payer: Payer, code: str, place: str, day: dt.date) -> Iterator[Row]:
    versions = (
        PolicyVersion.objects.filter(
            Exists(_spoken_of(code).filter(version=OuterRef("pk"))),
            status=PolicyVersion.Status.PUBLISHED,
            policy__payers=payer,
        )
        .in_force(day)
        .distinct()
    )
    # the newest, as the check takes it
    version = with_requirements(versions).order_by("-number", "-effective_from").first()
    if version is None:
        yield Row(
            layer=POLICY, subject="Policy", text="No version is in force; national rules apply."
        )
        return
    cited = f"{version.title}, version {version.number}"
    for section in sections_of(version):
        is_dx = section.title == "Diagnoses"
        has_own = is_dx and any(one.codes == (code,) for one in section.sentences)
        for one in section.sentences:
            if one.codes and code not in one.codes:
                continue  # of another code
            if has_own and one.text.startswith("One of "):
                continue  # the code's own list stands instead of it
            yield Row(
                layer=POLICY,
                subject=section.title,
                text=one.text,
                source=one.citation or cited,
                overrides="the policy's list for its other codes" if has_own and one.codes else "",
            )
    yield from _place(version, place, cited)


def _spoken_of(code: str) -> QuerySet[PolicyCode]:
    """The rows of a code; those for training speak in that mode alone."""
    rows = PolicyCode.objects.filter(code=code)
    is_training = settings.AUTHORITY_MODE == "editorial"
    return rows if is_training else rows.exclude(editorial_only=True)


def _place(version: PolicyVersion, place: str, cited: str) -> Iterator[Row]:
    """What the policy says of the place that was asked about."""
    site = version.policysite_rows.first()
    if site is None or not place or place in site.allowed:
        return
    is_restricted = place in site.restricted
    how = "covered with an exception only" if is_restricted else "not covered"
    text = f"{place} is {how}."
    yield Row(layer=POLICY, subject="Place and supply", text=text, source=cited)
