from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from billing_site.accounts.timeout import start_clocks
from billing_site.audit.models import Outcome
from billing_site.audit.record import actor_of, record


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a system admin; nobody signs up, and sign-in says nothing by message."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """The clocks of the session start with it, not with its first page."""
        super().login(request, user)
        start_clocks(request)
        record(actor_of(request), action="auth.login")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A refused sign-in is an event; what was typed is not kept, it may be a password."""
        record(actor_of(request), action="auth.login", outcome=Outcome.DENIED)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in": the queue says that by being there."""
