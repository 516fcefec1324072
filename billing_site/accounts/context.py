from typing import Any

from django.conf import settings
from django.http import HttpRequest

from billing_site.accounts.models import ADMIN_ROLES, Role


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the bar at the top shows to this user; conflicts are reviewed by those of the units."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {
            "may_bill": False,
            "may_review_units": False,
            "may_see_imports": False,
            "may_enter_facts": False,
        }
    return {
        "is_editorial": settings.AUTHORITY_MODE == "editorial",
        "may_bill": user.holds(Role.BILLER, Role.LEAD),
        "may_review_units": user.holds(Role.POLICY, Role.AUDITOR),
        "may_see_imports": user.holds(Role.POLICY, Role.AUDITOR),
        "may_enter_facts": user.holds(*ADMIN_ROLES),
    }
