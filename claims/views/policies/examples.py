"""The claims that a version is held to: run as they are shown, offered, kept and removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from billing_site.accounts.access import requires
from billing_site.accounts.models import Role
from billing_site.audit.record import actor_of
from claims.rehearsal.examples import offered, run_examples
from claims.rehearsal.mutations import unnoticed
from claims.views.policies.reach import found
from claims.views.request import StaffRequest
from codes.models import PolicyExample, PolicyVersion
from codes.policies.storing import record_of


@requires(
    Role.POLICY,
    Role.LEAD,
    Role.AUDITOR,
    action="policy.examples",
    object_type="policy_version",
    object_kwarg="identifier",
)
@require_http_methods(["GET", "POST"])
def examples(request: StaffRequest, identifier: str) -> HttpResponse:
    """Policy admins change them while the version is a draft; the others read."""
    version = found(request, identifier)
    is_open = version.status == PolicyVersion.Status.DRAFT and request.user.holds(Role.POLICY)
    if request.method == "POST":
        if not is_open:
            raise PermissionDenied
        _change(request, version)
        return redirect("policy-examples", identifier=identifier)
    results = run_examples(version)
    red = [one for one in results if not one.is_green]
    context = {
        "version": version,
        "red": red,
        "green": [one for one in results if one.is_green],
        "is_open": is_open,
        "offered": offered(version) if is_open else [],
        "unnoticed": unnoticed(version) if "details" in request.GET else None,
    }
    return render(request, "policies/examples.html", context)


def _change(request: StaffRequest, version: PolicyVersion) -> None:
    verb, _, rest = request.POST.get("do", "").partition(":")
    if verb == "offer":
        made = PolicyExample.objects.bulk_create(offered(version))
        messages.success(request, f"{len(made)} examples kept.")
        record_of(actor_of(request), "policy.examples.add", version, {"added": len(made)})
    elif verb == "renew":
        version.examples.filter(origin=PolicyExample.Origin.BOUNDARY).delete()
        made = PolicyExample.objects.bulk_create(offered(version))
        messages.success(request, f"{len(made)} boundary examples made anew.")
        record_of(actor_of(request), "policy.examples.renew", version, {"added": len(made)})
    elif verb == "remove" and rest.isascii() and rest.isdigit():
        gone = version.examples.filter(pk=int(rest[:12]))
        names = list(gone.values_list("name", flat=True))
        gone.delete()
        if names:
            messages.success(request, f"“{names[0]}” removed.")
            record_of(actor_of(request), "policy.examples.remove", version, {"removed": names})
