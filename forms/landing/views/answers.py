"""What the public pages answer, and calm words where there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.utils.translation import get_language_info

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from forms.landing import looks
from forms.landing.joining import FormShown
from forms.signup.design import house_language
from forms.signup.pages import Spoken, is_web_address, language_for
from forms.signup.views.answering import closed

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.landing.showing import Showing, Shown

logger = logging.getLogger(__name__)

PAGE = "forms/landing.html"
NOWHERE = "forms/landing_nowhere.html"
# Of what leads nowhere, by whoever tries it.
ASTRAY = Rate(120, seconds=60)
OPEN = "public, max-age=60"


def language_of(request: HttpRequest, audience: Audience, known: str = "") -> str:
    """As somebody asks, as is known of them, or as their browser says."""
    wanted = request.GET.get("lang", "")
    if wanted not in audience.spoken:
        wanted = known
    return language_for(audience, wanted, request.headers.get("Accept-Language", ""))


def spoken(audience: Audience, language: str) -> list[Spoken]:
    codes = audience.spoken
    if len(codes) < 2:
        return []
    return [Spoken(code, _own_name(code), code == language) for code in codes]


def show(
    request: HttpRequest,
    showing: Showing,
    blocks: list[Shown],
    *,
    address: str = "",  # whose it is, masked; empty where it is nobody's
    choices_url: str = "",  # where they choose what they get
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page; only what is the same for everybody may be kept by others."""
    audience, content = showing.audience, showing.content
    context = {
        **around(audience, showing.language),
        "showing": showing,
        "blocks": blocks,
        "lead": next((one.block.key for one in blocks if one.is_heading), ""),
        "style": looks.style(content),
        "ground": looks.ground(content),
        "here": showing.here,
        "address": address,
        "choices_url": choices_url,
        "is_preview": is_preview,
        "canonical": showing.page.public_url,
    }
    with translation.override(house_language(showing.language)):
        response = render(request, PAGE, context, status=status)
    forms = [one.about for one in blocks if isinstance(one.about, FormShown)]
    response._csp_config = _policy(forms)  # type: ignore[attr-defined]
    is_open = request.method != "POST" and not address and not is_preview
    if not is_open:
        return closed(response)
    return opened(response, is_found=content.is_found)


def around(audience: Audience, language: str) -> dict[str, Any]:
    return {
        "audience": audience,
        "language": language,
        "spoken": spoken(audience, language),
    }


def opened(response: HttpResponse, *, is_found: bool) -> HttpResponse:
    """What anybody may see, and keep for a while."""
    response.headers["Cache-Control"] = OPEN
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if not is_found:
        response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def nowhere(
    request: HttpRequest, audience: Audience | None = None, status: int = 404
) -> HttpResponse:
    """A calm page for what leads nowhere."""
    if not limits.take(f"landing:astray:{client_ip(request)}", ASTRAY):
        return closed(HttpResponse(status=429, content_type="text/plain"))
    context: dict[str, Any] = {"audience": audience, "spoken": [], "language": ""}
    language = translation.get_language()
    if audience is not None:
        language = house_language(language_of(request, audience))
    with translation.override(language):
        return closed(render(request, NOWHERE, context, status=status))


def _policy(forms: list[FormShown]) -> dict[str, list[str]]:
    """What browsers allow: also to be led on where a form leads once it is sent."""
    csp: Any = settings.SECURE_CSP
    said: dict[str, list[str]] = {name: list(some) for name, some in csp.items()}
    leads = [one.page.design.redirect for one in forms]
    parts = [urlsplit(url) for url in leads if url and is_web_address(url)]
    said["form-action"] = [CSP.SELF, *(f"{one.scheme}://{one.netloc}" for one in parts)]
    return said


def _own_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
