"""One place that decides between a page and a part of it, and what htmx is told."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import Membership, User

VARY = ["HX-Request", "HX-Request-Type", "HX-Target"]


class HtmxHttpRequest(HttpRequest):
    """A request of a signed-in user inside an account."""

    htmx: HtmxDetails
    user: User  # views behind the wall have one
    membership: Membership


def wants_part(request: HtmxHttpRequest) -> bool:
    """Whether htmx will put the answer into a page that is already there."""
    return request.headers.get("HX-Request-Type") == "partial"


def render_page(
    request: HtmxHttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    partial: str,
    status: int = 200,
) -> HttpResponse:
    """Render the page, or only its named partial when htmx asks for a part."""
    name = f"{template}#{partial}" if wants_part(request) else template
    return render(request, name, context, status=status)


class VaryOnHtmx:
    """Middleware: one address gives a page or a part, and caches must tell them apart.

    Without it the browser's Back button shows a bare part.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, VARY)
        return response


def go_to(request: HtmxHttpRequest, url: str) -> HttpResponse:
    """Lead to another page, be it from a page or from a part of one."""
    if wants_part(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


class SignInRequired(LoginRequiredMiddleware):
    """Every view asks for a sign-in; htmx is told to load the form as a page."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        location = redirect_to_login(page_of(request)).url
        if request.headers.get("HX-Request"):
            # No subclass of what the stubs promise, yet a response like any other.
            return cast(HttpResponseRedirect, HttpResponseClientRedirect(location))
        return HttpResponseRedirect(location)


def page_of(request: HttpRequest) -> str:
    """The page this request was made from, which a GET can bring back."""
    page = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "")
    elif not page:
        page = request.headers.get("Referer", "")
    known = url_has_allowed_host_and_scheme(page, {request.get_host()})
    if not known:
        return "/"
    return urlunsplit(urlsplit(page)._replace(scheme="", netloc=""))


class UserLanguage:
    """Middleware: speak the language the user chose, whatever the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request))
        return self.get_response(request)


def language_of(request: HttpRequest) -> str:
    """The language the user chose; without a choice, the one the browser asks for."""
    chosen: str = getattr(request.user, "language", "")
    return chosen or translation.get_language_from_request(request)


def client_ip(request: HttpRequest) -> str:
    """Whom the request comes from, seen through as many proxies as are ours.

    Each of them appends who asked it, so that what a client forges stands to the left
    of what can be trusted.
    """
    direct = str(request.META["REMOTE_ADDR"])
    if not settings.TRUSTED_PROXIES:
        return direct
    said = request.headers.get("X-Forwarded-For", "").split(",")
    place = len(said) - settings.TRUSTED_PROXIES
    return _address(said[place]) or direct if place >= 0 else direct


def _address(text: str) -> str:
    """The IP address in one entry of a header, or nothing."""
    try:
        return str(ip_address(text.strip().partition("%")[0]))
    except ValueError:
        return ""


def number_of(text: str) -> int | None:
    """The id that a text of a URL holds, if it can be one."""
    digits = text.isdecimal() and text.isascii()
    return int(text) if digits and len(text) < 19 else None
