"""The receipt of a kept check: what was judged, from which facts, and whether it repeats."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from claims.models import Check, Claim
from claims.scrubber.edition import rules_version
from claims.services.receipts import Repeats, against_today, recheck
from claims.views.request import StaffRequest
from claims.views.shown.why import gaps_of, ran_edits

TABLES = {
    "codes": "Codes",
    "modifiers": "Modifiers",
    "places": "Places of service",
    "diagnoses": "Diagnoses",
    "products": "Products",
    "restrictions": "Restrictions of codes",
    "conflicts": "Conflicts with guides",
    "terms": "Payer terms",
    "documents": "Documents asked for",
    "mue": "Medically unlikely edits",
    "pairs": "Pairs of codes",
    "add_ons": "Add-on codes",
    "rates": "Payment limits",
    "crosswalk": "NDC crosswalk",
    "self_administered": "Self-administered drugs",
    "policies": "Payer policies",
}


@requires(
    Role.BILLER,
    Role.LEAD,
    Role.AUDITOR,
    action="claim.receipt.view",
    object_type="claim",
    object_kwarg="public_id",
)
@require_safe
def receipt(request: StaffRequest, public_id: str, check_id: int) -> HttpResponse:
    """One receipt, repeated as it is shown; nothing is written."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)
    checks = claim.checks.select_related("edition", "checked_by")
    check = get_object_or_404(checks, pk=check_id)
    repeated = recheck(check)
    is_whole = repeated.state in {Repeats.EQUAL, Repeats.DIFFERS}
    margins = [(one["rule"], _margin(one)) for one in check.passed]
    context = {
        "claim": claim,
        "check": check,
        "repeated": repeated,
        "is_equal": repeated.state is Repeats.EQUAL,
        "differs": repeated.state is Repeats.DIFFERS,
        "today": against_today(check) if is_whole else None,
        "version": rules_version(),
        "families": ran_edits(check.report, margins),
        "gaps": gaps_of(check.report),
        "facts": _facts(check),
        "others": list(claim.checks.only("pk", "claim_version", "checked_at", "claim")),
    }
    return render(request, "claims/receipt.html", context)


def _margin(one: dict[str, Any]) -> str:
    return f"Line {one['line']}: {one['margin']}" if one["line"] else str(one["margin"])


def _facts(check: Check) -> list[tuple[str, str]]:
    """(table, what was read of it) in words, tables of which nothing was read left out."""
    rows = []
    for name, label in TABLES.items():
        held = check.facts.get(name)
        if name == "policies":
            named = [f"{one['title']}, version {one.get('version', 1)}" for one in _each(held)]
        elif name == "products":
            named = [f"{one['brand']} {one['presentation']}" for one in held or ()]
        elif name == "pairs":
            named = [" with ".join(key) for key, _rows in held or ()]
        else:
            named = sorted(key or "every drug" for key in held or ())
        if named:
            rows.append((label, ", ".join(named)))
    releases = check.report["versions"].get("reference") or {}
    return [*rows, ("Releases in force", "; ".join(releases.values()))] if rows else []


def _each(held: dict[str, list[dict[str, Any]]] | None) -> list[dict[str, Any]]:
    return [one for rows in (held or {}).values() for one in rows]
