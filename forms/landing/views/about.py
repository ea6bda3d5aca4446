"""What an audience tells of itself, and its archive: where staff says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import escape
from django.views.decorators.http import require_safe

from accounts.http import number_of
from contacts.values import in_words
from forms.landing import archiving, finding, introducing
from forms.landing.views import answers
from forms.landing.views.answers import around, language_of, opened
from forms.models import AboutPage
from forms.signup.design import house_language

# What a message of the past may do: look, and be left by its links.
BODY = {
    "default-src": ["'none'"],
    "img-src": ["https:", "http:", "data:"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
BASE = '<base target="_blank">'
PLAIN = '<pre style="white-space:pre-wrap;font:16px/1.5 sans-serif">{}</pre>'

type View = Callable[..., HttpResponse]


def of_house(view: View) -> View:
    """Find the audience whose page it is; the view is for those that have one."""

    @login_not_required
    @wraps(view)
    def found(request: HttpRequest, house: str, **named: str) -> HttpResponse:
        audience = finding.audience_named(house)
        if audience is None:
            return answers.nowhere(request)
        page = introducing.about_of(audience)
        if not page.is_public:
            return answers.nowhere(request, audience)
        return view(request, page, **named)

    return found


def of_archive(view: View) -> View:
    @of_house
    @wraps(view)
    def found(request: HttpRequest, page: AboutPage, **named: str) -> HttpResponse:
        if not page.has_archive:
            return answers.nowhere(request, page.audience)
        return view(request, page, **named)

    return found


@require_safe
@of_house
def about(request: HttpRequest, page: AboutPage) -> HttpResponse:
    audience = page.audience
    language = language_of(request, audience)
    context = {
        "who": introducing.text_in(page, "who", language),
        "what": introducing.text_in(page, "what", language),
        "about": introducing.form_on(page, language),
        "postal": _postal(page, language),
        "has_archive": page.has_archive,
    }
    return _shown(request, page, "forms/about.html", language, context)


@require_safe
@of_archive
def archive(request: HttpRequest, page: AboutPage) -> HttpResponse:
    before = number_of(request.GET.get("before", ""))
    listed = archiving.Page.of(page.audience, before)
    language = language_of(request, page.audience)
    context = {"page": listed, "is_first": before is None}
    return _shown(request, page, "forms/archive.html", language, context)


@require_safe
@of_archive
def archive_letter(request: HttpRequest, page: AboutPage, letter: str) -> HttpResponse:
    archived = archiving.find(page.audience, letter)
    if archived is None:
        return answers.nowhere(request, page.audience)
    language = language_of(request, page.audience)
    context = {"letter": archiving.letter_of(archived)}
    return _shown(request, page, "forms/archive_letter.html", language, context)


@require_safe
@of_archive
def archive_body(request: HttpRequest, page: AboutPage, letter: str) -> HttpResponse:
    """The message itself, in a frame that lets it do nothing."""
    archived = archiving.find(page.audience, letter)
    if archived is None:
        return answers.nowhere(request, page.audience)
    text, is_html = archiving.body_of(archived)
    body = BASE + (text if is_html else PLAIN.format(escape(text)))
    response = opened(HttpResponse(body), is_found=False)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = BODY  # type: ignore[attr-defined]
    return response


def _shown(
    request: HttpRequest,
    page: AboutPage,
    template: str,
    language: str,
    context: dict[str, Any],
) -> HttpResponse:
    context |= around(page.audience, language)
    with translation.override(house_language(language)):
        return opened(render(request, template, context), is_found=True)


def _postal(page: AboutPage, language: str) -> str:
    audience = page.audience
    parts = {
        "addr1": audience.address1,
        "addr2": audience.address2,
        "city": audience.city,
        "state": audience.region,
        "zip": audience.postcode,
        "country": audience.country,
    }
    with translation.override(house_language(language)):
        return in_words("address", parts)
