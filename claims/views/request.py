"""The request as our views get it: `requires` lets nobody in who is not signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from billing_site.accounts.models import User


class StaffRequest(HttpRequest):
    """A request of a signed-in user; a type for annotations, never made."""

    user: User
    htmx: HtmxDetails
