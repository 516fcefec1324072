"""A new policy: from a few words, from a file, or copied to another payer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.forms.policy.making import NewPolicyForm, PolicyFileForm, free_identifier
from claims.gather.desk import Desk
from claims.views.page import Summary
from claims.views.policies.reach import found
from claims.views.request import StaffRequest
from codes.models import Payer, PolicyVersion
from codes.policies.reviewing import first_of_next_month
from codes.policies.storing import export_policy, import_policy
from codes.policies.values import PolicyProblemError


@requires(Role.POLICY, action="policy.new", object_type="policy_version")
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The first draft of a policy; what it begins with is said by one of three small forms."""
    today = Desk(request.user).today(None)
    wanted = request.POST.get("do", "")
    form = NewPolicyForm(request.POST if wanted == "write" else None, today=today)
    file_form = PolicyFileForm(
        request.POST if wanted == "load" else None, request.FILES if wanted == "load" else None
    )
    summary = None
    if request.method == "POST":
        try:
            body = _begun(request, wanted, form, file_form)
            if body is not None:
                made = import_policy(body, author=request.user, actor=actor_of(request)).version
                return redirect("policy-edit", identifier=made.identifier)
            problems = [*form.problems, *file_form.problems]
        except PolicyProblemError as problem:
            problems = [("", f"{problem.path}: {problem.sentence}")]
        summary = Summary(heading="Nothing was begun", items=problems)
    context = {
        "form": form,
        "file_form": file_form,
        "payers": Payer.objects.order_by("name"),
        "copied": request.GET.get("from", "")[:40],
        "summary": summary,
    }
    return render(request, "policies/new.html", context, status=422 if summary else 200)


def _begun(
    request: StaffRequest, wanted: str, form: NewPolicyForm, file_form: PolicyFileForm
) -> dict[str, Any] | None:
    """Policy JSON of the first draft; None where a form says what is wrong."""
    if wanted == "write":
        return form.told() if form.is_valid() else None
    if wanted == "load":
        return _loaded(file_form.cleaned_data["file"]) if file_form.is_valid() else None
    return _copied(request)


def _loaded(body: dict[str, Any]) -> dict[str, Any]:
    """What a file says; it never writes over a version that is here."""
    taken = str(body.get("id", ""))[:40]
    if taken.isprintable() and PolicyVersion.objects.filter(identifier=taken).exists():
        words = f"found {taken}, which is here already; wanted: an identifier that no version has."
        raise PolicyProblemError("id", words)
    return dict(body)


def _copied(request: StaffRequest) -> dict[str, Any]:
    """What a version says, for another payer, who wrote none of it.

    Its days, its source and its citations stay behind; until somebody finds them in the papers of
    that payer, the copy is not verified.
    """
    version = found(request, request.POST.get("from", "")[:40])
    payer = request.POST.get("payer", "")[:30]
    body = export_policy(version.identifier)
    for left_behind in ("payers", "supersedes", "source", "source_url", "review_by", "observe_to"):
        body.pop(left_behind, None)
    body["requirements"] = {
        path: {"severity": cited["severity"]}
        for path, cited in (body.get("requirements") or {}).items()
        if "severity" in cited
    }
    code = body["codes"][0]["code"]
    return body | {
        "id": free_identifier(f"{payer}-{code}"),
        "payer": payer,
        "version": 1,
        "standing": PolicyVersion.Standing.UNVERIFIED.value,
        "effective_from": first_of_next_month(Desk(request.user).today(None)).isoformat(),
        "effective_to": None,
    }
