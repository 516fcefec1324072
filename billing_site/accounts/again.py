"""A post that came without a session or with an old token: what was typed is kept in the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LEFT_OUT = {"csrfmiddlewaretoken", "password", "login"}


def send_again(request: HttpRequest, *, status: int) -> HttpResponse:
    """A page that holds everything that was posted, to be sent once more after signing in."""
    kept = [
        (name, text)
        for name in request.POST
        if name not in LEFT_OUT
        for text in request.POST.getlist(name)
    ]
    context = {"kept": kept, "path": request.path, "signed_out": status == 401}
    return render(request, "send_again.html", context, status=status)


def token_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls this when the token of a post is not the session's: 403.

    Signing in again changes the token of pages that are open. Such a post comes from our own page,
    and the browser says so; any other is shown nothing to send.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and not request.headers.get(
        "HX-Request"
    ):
        return send_again(request, status=403)
    return render(request, "403_csrf.html", status=403)
