from typing import Any

from django.http import HttpRequest

from billing_site.accounts.models import Role


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the bar at the top shows to this user."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"may_bill": False, "may_review_units": False}
    return {
        "may_bill": user.holds(Role.BILLER, Role.LEAD),
        "may_review_units": user.holds(Role.POLICY, Role.AUDITOR),
    }
