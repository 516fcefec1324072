"""Who may use a view. Deny by default: a view without a declaration stops the start.

A view declares its users where it is written (`@requires`) or, for a library's view, where it is
routed (`requires(...)(view)`). The same declaration writes the audit event of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver

from billing_site.accounts.again import send_again
from billing_site.accounts.models import Role
from billing_site.audit.models import Outcome
from billing_site.audit.record import Actor, actor_of, record

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The declaration of one view.

    ``roles`` empty means everybody, signed in or not. ``action`` names the audit event; None for
    pages that show no patient data and change nothing. ``object_kwarg`` is the URL argument that
    identifies the object of the event.
    """

    roles: frozenset[Role]
    action: str | None = None
    object_type: str = ""
    object_kwarg: str = ""


def requires(
    *roles: Role, action: str | None = None, object_type: str = "", object_kwarg: str = ""
) -> Callable[[View], View]:
    """Declare that a view is for users who hold one of ``roles``."""
    if not roles:
        raise TypeError("requires() needs at least one role; say public for a page without sign-in")
    return _declare(
        Access(
            roles=frozenset(roles),
            action=action,
            object_type=object_type,
            object_kwarg=object_kwarg,
        )
    )


def _declare(access: Access) -> Callable[[View], View]:
    def decorator(view: View) -> View:
        @wraps(view)
        def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        declared.access = access  # type: ignore[attr-defined]  # read by the middleware
        return declared

    return decorator


public = _declare(Access(roles=frozenset()))
EVERYONE = tuple(Role)


def views_of(
    patterns: Sequence[URLPattern | URLResolver] | None = None,
    prefix: str = "",
    namespace: str = "",
) -> Iterator[tuple[str, str, Any]]:
    """Every routed view as (route, name with its namespace, callback)."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from views_of(pattern.url_patterns, route, inside)
        else:
            yield route, f"{namespace}{pattern.name or ''}", pattern.callback


def undeclared_views_are_errors(**_: Any) -> list[CheckMessage]:
    """System check: each routed view says who may use it."""
    return [
        Error(f"The view at /{route} does not say who may use it.", id="firstpass.E001")
        for route, _name, callback in views_of()
        if not isinstance(getattr(callback, "access", None), Access)
    ]


class AccessMiddleware:
    """Refuse what is not declared or not allowed; write the audit event of what is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        access: Access | None = getattr(request, "access", None)
        actor: Actor | None = getattr(request, "actor", None)
        if access is not None and access.action and actor is not None and actor.user:
            _record_use(request, access, actor, response.status_code)
        if access is not None and access.roles:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Django calls this before the view, with the view it is about to call."""
        access = getattr(view, "access", None)
        if access is None:
            raise PermissionDenied
        request.access = access  # type: ignore[attr-defined]  # for the response
        request.actor = actor_of(request)  # type: ignore[attr-defined]  # signing out forgets it
        if not access.roles:
            return None
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if not request.user.holds(*access.roles):
            if not access.action:
                record(actor_of(request), action="access.denied", outcome=Outcome.DENIED)
            raise PermissionDenied
        return None


def _record_use(request: HttpRequest, access: Access, actor: Actor, status: int) -> None:
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    outcome = Outcome.OK
    if status in {403, 404}:
        outcome = Outcome.DENIED
    elif status >= 400:
        outcome = Outcome.ERROR
    record(
        actor,
        action=access.action or "",
        object_type=access.object_type,
        object_id=str(kwargs.get(access.object_kwarg, "")),
        outcome=outcome,
    )


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a post is kept, a request made by script is told.

    A redirect would swallow what was posted, or put the sign-in page into a panel.
    """
    target = urlencode({"next": request.get_full_path()})
    address = f"{resolve_url(settings.LOGIN_URL)}?{target}"
    if request.headers.get("HX-Request"):
        return HttpResponse("You were signed out.", status=401, content_type="text/plain")
    if request.method == "POST":
        return send_again(request, status=401)
    return HttpResponseRedirect(address)
