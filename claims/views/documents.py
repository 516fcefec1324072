"""The documentation checklist of one stored claim: record what is on file, print it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.documents import DocumentForm
from claims.gather.desk import Desk
from claims.gather.stored import draft_for
from claims.models import Claim
from claims.services.documents import Document, Recorded, checklist_for, record_documents
from claims.views.request import StaffRequest

WRITERS = (Role.BILLER, Role.LEAD)
Pair = tuple[Document, DocumentForm]


@requires(
    *WRITERS,
    Role.AUDITOR,
    action="claim.documents.view",
    object_type="claim",
    object_kwarg="public_id",
)
@require_http_methods(["GET", "POST"])
def documents(request: StaffRequest, public_id: str) -> HttpResponse:
    """What the claim calls for, with its state; an auditor reads."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)
    may_write = request.user.holds(*WRITERS)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    desk = Desk(request.user)
    draft = draft_for(request.user, claim)
    today = desk.today(claim.practice)
    asked = checklist_for(draft, today=today, tables=desk.tables)
    wanted = asked.documents
    posted = request.POST if request.method == "POST" else None
    forms = {one.code: _form(one, posted) for one in wanted}
    understood = [form.is_valid() for form in forms.values()]
    if posted is not None and all(understood):
        said = {
            code: Recorded(
                state=form.cleaned_data["state"], reference=form.cleaned_data["reference"] or ""
            )
            for code, form in forms.items()
        }
        count = record_documents(actor_of(request), request.user, claim, wanted, said)
        messages.success(request, f"{count} recorded." if count else "Nothing changed.")
        return redirect("claim-documents", public_id=public_id)
    context = {
        "claim": claim,
        "asked": asked,
        "groups": [_group(drug, documents, forms) for drug, documents in asked.by_drug],
        "may_write": may_write,
        "today": today,
    }
    refused = request.method == "POST"
    return render(request, "claims/documents.html", context, status=422 if refused else 200)


def _form(document: Document, posted: dict[str, str] | None) -> DocumentForm:
    before = {"state": document.state, "reference": document.reference}
    return DocumentForm(posted, initial=before, prefix=document.code)


def _group(
    drug: str, documents: list[Document], forms: dict[str, DocumentForm]
) -> tuple[str, list[Pair], list[Pair]]:
    """The documents of one drug: those wanted, and those that are folded away.

    What somebody recorded, or what cannot be stored as it was typed, stays in sight.
    """
    shown: list[Pair] = []
    folded: list[Pair] = []
    for one in documents:
        form = forms[one.code]
        (folded if one.is_quiet and not form.errors else shown).append((one, form))
    return drug, shown, folded
