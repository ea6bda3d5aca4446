"""What the public pages answer: the page itself, and calm words where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from delivery.addressing import written
from forms.centre.form import CentreForm
from forms.centre.held import held_by
from forms.centre.languages import ASKED, house, languages_of, spoken
from forms.centre.leaving import may_ask_to, may_come_back
from forms.centre.masks import masked_address
from forms.centre.page import Page

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.centre.finding import Opened, Shut

# Of addresses that lead nowhere, by whoever tries them.
ASTRAY = Rate(60, seconds=60)
# Of what is posted with one link, and by one machine with any.
OF_ONE = Rate(20, seconds=600)
OF_MACHINE = Rate(120, seconds=60)
LONGEST_BODY = 300_000
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def posted(request: HttpRequest) -> QueryDict:
    """What cannot be read, or is too much to be ours, says nothing."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
            return QueryDict()
        return request.POST
    except (
        *(BadRequest, SuspiciousOperation, MultiPartParserError),
        *(UnreadablePostError, ValueError),
    ):
        return QueryDict()


def may_post(request: HttpRequest, opened: Opened) -> bool:
    of_one = limits.take(f"centre:of:{opened.token}", OF_ONE)
    return of_one and limits.take(f"centre:by:{client_ip(request)}", OF_MACHINE)


def language_for(request: HttpRequest, opened: Opened) -> str:
    return spoken(request, opened.audience, opened.contact)


def page(
    request: HttpRequest,
    opened: Opened,
    *,
    form: CentreForm | None = None,
    notice: str = "",  # what was done: a word that the template knows
    address: str = "",  # to which a link was sent
    status: int = 200,
) -> HttpResponse:
    """The page of a contact, in their language."""
    contact, language = opened.contact, language_for(request, opened)
    here = reverse("centre", args=[opened.token])
    with translation.override(house(language)):
        if form is None:
            held = held_by(contact, is_fresh=opened.is_fresh)
            form = CentreForm(None, held=held, language=language)
        centre = form.held.centre
        context = {
            **around(request, opened.audience, language, here),
            "token": opened.token,
            "form": form,
            "page": Page(form),
            "heading": centre.heading_in(language),
            "intro": centre.intro_in(language),
            "address": masked_address(contact.email_display),
            "contact_status": contact.status,
            "is_fresh": opened.is_fresh,
            "may_come_back": may_come_back(opened),
            "may_ask_to_come_back": may_ask_to(opened),
            "why_url": _why(opened),
            "notice": notice,
            "sent_to": masked_address(address) if address else "",
            "is_preview": False,
        }
        return closed(render(request, "forms/centre.html", context, status=status))


def _why(opened: Opened) -> str:
    """Where they say why they left, by the message that they left by."""
    if opened.delivery is None:
        return ""
    return reverse("way_why", args=[written(opened.delivery.token)])


def around(
    request: HttpRequest, audience: Audience, language: str, here: str
) -> dict[str, Any]:
    """What every page of an audience needs: itself, and its languages."""
    asked = request.GET.get(ASKED, "")
    return {
        "audience": audience,
        "language": language,
        "languages": languages_of(audience),
        "here": here,
        "query": f"?{urlencode({ASKED: language})}" if asked == language else "",
    }


def shut(request: HttpRequest, found: Shut | None) -> HttpResponse:
    if found is None:
        return calm(request, "nowhere", None)
    return calm(request, "over" if found.is_over else "nobody", found.audience)


def calm(request: HttpRequest, why: str, audience: Audience | None) -> HttpResponse:
    """A page that says why there is none: "nowhere", "nobody" or "over"."""
    if why == "nowhere" and not limits.take(
        f"centre:astray:{client_ip(request)}", ASTRAY
    ):
        return closed(HttpResponse(status=429, content_type="text/plain"))
    context: dict[str, Any] = {"audience": audience, "why": why}
    language = house(spoken(request, audience, None)) if audience else None
    with translation.override(language or translation.get_language()):
        page = render(request, "forms/centre_nowhere.html", context, status=404)
        return closed(page)


def closed(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
