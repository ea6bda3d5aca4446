"""How public pages of forms answer: what all of them say and refuse alike."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from forms.signup.pages import Page, language_for, policy

logger = logging.getLogger(__name__)

# Of what leads nowhere, by whoever tries it.
ASTRAY = Rate(60, seconds=60)
# What is sent by one machine, to any form, and to one form by anybody.
OF_MACHINE = Rate(20, seconds=600)
OF_FORM = Rate(6000, seconds=60)
MOST_BYTES = 64 * 1024  # of what is sent: some lines of text
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
PAGE = "forms/join.html"
NOWHERE = "forms/join_nowhere.html"
STATUSES = {"often": 429, "quick": 422, "large": 413}


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None of what is too large, or cannot be read as a form."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return None
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return None


def is_flooding(request: HttpRequest, form_pk: int) -> bool:
    """Whether so much comes from there, or for this form, that it has to wait."""
    if not limits.take(f"signup:by:{client_ip(request)}", OF_MACHINE):
        logger.warning("Form %s: too much from one machine.", form_pk)
        return True
    if not limits.take(f"signup:form:{form_pk}", OF_FORM):
        logger.warning("Form %s: too much from everywhere.", form_pk)
        return True
    return False


def speak(request: HttpRequest, page_audience: Any, said: Mapping[str, Any]) -> str:
    """The language to answer in."""
    wanted = str(said.get("lang", "") or request.GET.get("lang", ""))
    accepted = request.headers.get("Accept-Language", "")
    return language_for(page_audience, wanted, accepted)


def show(
    request: HttpRequest, page: Page, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page in the language that is spoken; others frame the pop-up's alone."""
    is_framed = page.way == "popup"
    audience = None if is_framed else page.audience
    context |= {"page": page, "audience": audience, "is_framed": is_framed}
    response = closed(render(request, PAGE, context, status=status))
    vars(response)["_csp_config"] = policy(page, is_framed=is_framed)
    if is_framed:
        vars(response)["xframe_options_exempt"] = True
    return response


def astray(
    request: HttpRequest, kind: str = "nowhere", status: int = 404
) -> HttpResponse:
    """A calm page for what leads nowhere; `kind` says which."""
    ip = client_ip(request)
    logger.info("A link of a form leads nowhere (%s).", kind)
    if not limits.take(f"signup:astray:{ip}", ASTRAY):
        status = 429
    context = {"kind": kind, "status": status}
    return closed(render(request, NOWHERE, context, status=status))


def closed(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
