"""Sign-out after idleness and after a day's work, whatever the client asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from billing_site.audit.record import actor_of, record

STARTED, SEEN = "signed_in_at", "last_seen_at"
SEEN_STEP = dt.timedelta(seconds=30)  # rewriting the session on every request would cost a write


class SessionTimeoutMiddleware:
    """End a session 15 minutes after its last request and 12 hours after its first.

    The server alone decides: no header or parameter of a request is looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._watch(request)
        return self.get_response(request)

    def _watch(self, request: HttpRequest) -> None:
        now = timezone.now()
        started = _moment(request, STARTED)
        seen = _moment(request, SEEN)
        if started and now - started >= settings.SESSION_ABSOLUTE:
            _end(request, "You were signed out after 12 hours.")
        elif seen and now - seen >= settings.SESSION_IDLE:
            minutes = int(settings.SESSION_IDLE.total_seconds() // 60)
            _end(request, f"You were signed out after {minutes} minutes without activity.")
        elif seen is None or now - seen >= SEEN_STEP:
            request.session.setdefault(STARTED, now.isoformat())
            request.session[SEEN] = now.isoformat()


def start_clocks(request: HttpRequest) -> None:
    """Note the beginning of a session."""
    now = timezone.now().isoformat()
    request.session[STARTED] = request.session[SEEN] = now


def _moment(request: HttpRequest, key: str) -> dt.datetime | None:
    text = request.session.get(key)
    return dt.datetime.fromisoformat(text) if text else None


def _end(request: HttpRequest, sentence: str) -> None:
    record(actor_of(request), action="auth.timeout")
    logout(request)
    messages.info(request, sentence, fail_silently=True)
