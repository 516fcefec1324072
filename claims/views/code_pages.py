"""What is known of one code: official facts first, then products, limits and disagreements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from billing_site.accounts.access import EVERYONE, requires
from billing_site.accounts.models import Role
from claims.forms.numbers import DoseField, Measured
from claims.gather.desk import Desk
from claims.scrubber.findings import counted, spoken
from claims.scrubber.quantities import BillingUnit, as_decimal, billing_units, convert
from claims.views.code_parts import documents_by_phase, payers_of, price_of
from claims.views.request import StaffRequest
from codes.choosing import choices_of
from codes.guides import guide_of
from codes.models import CodeSuccessor, DrugProduct, FactConflict, HcpcsCode, MueLimit
from codes.search import search

SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The calculator's answer: the units with the working, or why there are none."""

    typed: str
    working: str = ""
    problem: str = ""


@requires(*EVERYONE)
@require_safe
def code_search(request: StaffRequest) -> HttpResponse:
    """Codes by number, words, brand, drug or NDC; an exact code alone opens its page."""
    typed = request.GET.get("q", "").replace("\x00", "")[:80]
    answer = search(typed, limit=SHOWN)
    exact = [hit for hit in answer.hits if hit.code.lower() == typed.strip().lower()]
    if exact:
        return redirect("code-page", code=exact[0].code)
    context = {"typed": typed, "answer": answer, "shown": SHOWN}
    return render(request, "codes/search.html", context)


@requires(*EVERYONE)
@require_POST
def choices(request: StaffRequest, kind: str) -> HttpResponse:
    """What helps where a code, a diagnosis, a brand or a known word is typed.

    By post: a diagnosis that is typed on a claim has no place in an address.
    """
    typed = request.POST.get("q", "")[:80]
    return render(request, "codes/partials/choices.html", {"choices": choices_of(kind, typed)})


@requires(*EVERYONE)
@require_safe
def code_page(request: StaffRequest, code: str) -> HttpResponse:
    """One code; a code that is not in the tables is answered with what was perhaps meant."""
    code = code.upper()
    versions = list(
        HcpcsCode.objects.filter(code=code).select_related("release").order_by("-effective_from")
    )
    if not versions:
        context = {"typed": code, "answer": search(code, limit=5), "shown": 5, "unknown": True}
        return render(request, "codes/search.html", context, status=404)
    newest = versions[0]
    desk = Desk(request.user)
    today = desk.today(None)
    is_drug = newest.kind == "drug"
    context = {
        "code": newest,
        "versions": versions,
        "state": _state(newest, today),
        "unit": _unit_words(newest),
        "sum": calculate(newest, request.GET.get("dose", "")),
        "products": DrugProduct.objects.filter(hcpcs=code),
        "limits": MueLimit.objects.filter(code=code).select_related("release"),
        "successors": CodeSuccessor.objects.filter(from_code=code) if newest.ended else (),
        "conflicts": _conflicts(code),
        "guide": guide_of(code),
        "price": price_of(code, today),
        "documents": documents_by_phase(newest, desk.tables, today) if is_drug else [],
        "payers": payers_of(code, desk.tables, today) if is_drug else [],
        "new_claim": f"{reverse('claim-new')}?code={code}",
        "may_bill_code": request.user.holds(Role.BILLER, Role.LEAD) and is_drug,
    }
    return render(request, "codes/code.html", context)


def _conflicts(code: str) -> list[FactConflict]:
    rows = FactConflict.objects.filter(code=code)
    return list(rows.exclude(state=FactConflict.State.CORRECTED))


def _state(code: HcpcsCode, today: dt.date) -> str:
    """Whether the code may be billed today, in words."""
    if code.ended and code.ended < today:
        return f"Ended on {code.ended:%m/%d/%Y}"
    if code.added and code.added > today:
        return f"Starts on {code.added:%m/%d/%Y}"
    return f"In force since {code.added:%m/%d/%Y}" if code.added else "In force"


def _unit_words(code: HcpcsCode) -> str:
    if code.unit_amount is None:
        return ""
    return f"{spoken(code.unit_amount)} {code.unit_measure}"


def calculate(code: HcpcsCode, typed: str) -> Sum | None:
    """Dose to units with the same arithmetic as the check; None before a dose is typed."""
    typed = typed.replace("\x00", "").strip()[:30]
    if not typed:
        return None
    if code.unit_amount is None or code.unit_standing == "needs_review":
        return Sum(typed=typed, problem="The billing unit of this code is not known for certain.")
    try:
        dose: Measured = DoseField(label="Dose").clean(typed)
    except ValidationError as problem:
        return Sum(typed=typed, problem=problem.messages[0])
    unit = BillingUnit(amount=code.unit_amount, measure=code.unit_measure)
    amount = convert(dose.amount, dose.measure or unit.measure, unit.measure)
    if amount is None:
        words = f"{dose.measure} cannot be turned into {unit.measure} without knowing the product."
        return Sum(typed=typed, problem=words)
    units = billing_units(amount, unit)
    exact = as_decimal(amount / Fraction(unit.amount))
    rounded = "" if exact == units else f" {spoken(exact)}, rounded up to"
    left = f"{spoken(as_decimal(amount))} {unit.measure} \u00f7 {_unit_words(code)}"
    return Sum(typed=typed, working=f"{left} ={rounded} {counted(units, 'unit')}")
