from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from billing_site.accounts.timeout import start_clocks


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a system admin; nobody signs up, and sign-in says nothing by message."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """The clocks of the session start with it, not with its first page."""
        super().login(request, user)
        start_clocks(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in": the queue says that by being there."""
