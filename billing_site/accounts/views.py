from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and tell the browser to forget what it kept (ASVS 14.3.1)."""
    response: HttpResponse = logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
