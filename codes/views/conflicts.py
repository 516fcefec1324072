"""Where guides and the official file disagree: the list, and what is decided of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role, User
from billing_site.audit.models import Outcome
from billing_site.audit.record import actor_of, record
from codes.conflicts import not_compared
from codes.decisions import Decided, Decision, DecisionRefusedError, decide, possible
from codes.forms import ConflictFilter, DecisionForm
from codes.models import FactConflict, GuideStatement

PAGE = 50
VIEWS: dict[str, tuple[str, Q]] = {
    **{value: (str(label), Q(state=value)) for value, label in FactConflict.State.choices},
    "all": ("All", Q()),
}
EMPTY = {
    "open": "No conflict is open: what the guides say and what the official file says agree.",
    "accepted": "No conflict was accepted.",
    "corrected": "No guide was corrected yet.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One state with the number of its conflicts."""

    key: str
    label: str
    count: int


@requires(Role.POLICY, Role.AUDITOR)
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """The list by state, narrowed by code, field, severity and owner."""
    asked = request.GET.copy()
    view = asked.get("view", "open")
    view = view if view in VIEWS else "open"
    form = ConflictFilter(asked)
    understood = form.is_valid()
    wanted = form.wanted(_user(request))
    rows = FactConflict.objects.filter(VIEWS[view][1], wanted).select_related("owner")
    page = Paginator(rows.order_by("code", "field", "pk"), PAGE).get_page(
        asked.get("page", "1")[:6]
    )
    asked.pop("page", None)
    context = {
        "view": view,
        "chips": _chips(FactConflict.objects.filter(wanted)),
        "form": form,
        "page": page,
        "kept": asked.urlencode(),
        "is_narrowed": bool(wanted),
        "empty": "No conflict fits." if wanted else EMPTY.get(view, "There are no conflicts."),
        "not_compared": not_compared(),
    }
    return render(request, "codes/conflicts.html", context, status=200 if understood else 422)


def _user(request: HttpRequest) -> User:
    """The signed-in user: `requires` lets nobody else in."""
    return cast("User", request.user)


def _chips(rows: QuerySet[FactConflict]) -> list[Chip]:
    """All counts in one query."""
    counted: dict[str, Any] = rows.aggregate(
        **{key: Count("pk", filter=condition) for key, (_label, condition) in VIEWS.items()}
    )
    return [Chip(key=key, label=label, count=counted[key]) for key, (label, _q) in VIEWS.items()]


@requires(Role.POLICY, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides of one conflict, the statements behind it, and what may be decided."""
    row = get_object_or_404(FactConflict.objects.select_related("owner"), pk=pk)
    may_decide = _user(request).holds(Role.POLICY)
    if request.method != "POST":
        return _page(request, row, DecisionForm(), may_decide=may_decide)
    if not may_decide:
        record(actor_of(request), action="access.denied", outcome=Outcome.DENIED)
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if form.is_valid():
        wanted = Decided(
            actor=actor_of(request),
            user=_user(request),
            decision=Decision(form.cleaned_data["decision"]),
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
        try:
            decide(row.pk, wanted)
        except DecisionRefusedError as refusal:
            row.refresh_from_db()
            form.add_error(None, str(refusal))
            return _page(request, row, form, may_decide=may_decide, status=409)
        messages.success(request, f"{row}: {_SAID[wanted.decision]}")
        return redirect("conflict", pk=row.pk)
    return _page(request, row, form, may_decide=may_decide, status=422)


_SAID = {
    Decision.TAKE_ON: "it is yours now.",
    Decision.ACCEPT: "accepted as it stands.",
    Decision.REOPEN: "open again.",
}


def _page(
    request: HttpRequest,
    row: FactConflict,
    form: DecisionForm,
    *,
    may_decide: bool,
    status: int = 200,
) -> HttpResponse:
    said = GuideStatement.objects.filter(
        fact_code=row.code, fact_field=row.field, fact_value=row.editorial
    )
    context = {
        "conflict": row,
        "form": form,
        "problems": [
            (f"id_{name}" if name in form.fields else "", sentence)
            for name, sentences in form.errors.items()
            for sentence in sentences
        ],
        "statements": said.select_related("guide"),
        "decisions": [one.value for one in possible(row, _user(request))] if may_decide else [],
        "may_decide": may_decide,
    }
    return render(request, "codes/conflict.html", context, status=status)
