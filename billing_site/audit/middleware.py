"""A name for each request, so that a log line, an audit event and an error page can be matched."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

log = logging.getLogger("firstpass.request")


class RequestIdMiddleware:
    """Give the request an id and log one line for it: route pattern and status, never the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]  # our addition
        started = time.monotonic()
        # Django would fail in every layer that reads the post, its error page included
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset in {"utf-8", "utf8"}:
            response = self.get_response(request)
        else:
            response = HttpResponseBadRequest("The form is not in UTF-8; nothing was saved.")
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "request_id": request.request_id,  # type: ignore[attr-defined]
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - started) * 1000),
                "user_id": getattr(getattr(request, "user", None), "pk", None),
            },
        )
        return response
