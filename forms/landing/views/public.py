"""Pages that anybody can open. Looking changes nothing but numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from delivery.optouts.addresses import centre
from forms.centre.masks import masked_address
from forms.landing import counting, finding, joining, pictures
from forms.landing.content import Content
from forms.landing.finding import Found, Opened, opened_by
from forms.landing.joining import FormShown
from forms.landing.showing import Showing
from forms.landing.views import answers
from forms.signup.pages import is_web_address
from forms.signup.views.answering import closed, posted

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.landing.showing import Shown
    from forms.models import LandingPage

METHODS = ["GET", "HEAD", "POST"]


# Nothing here reads a cookie: there is no session that could be ridden.
@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def landing(request: HttpRequest, house: str, slug: str) -> HttpResponse:
    """A page as it is for anybody."""
    return _met(request, house, slug)


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def landing_of(request: HttpRequest, house: str, slug: str, token: str) -> HttpResponse:
    """The same by somebody's own link; as for anybody where it is nobody's."""
    return _met(request, house, slug, token)


@login_not_required
@require_safe
def landing_picture(request: HttpRequest, house: str, picture: str) -> HttpResponseBase:
    audience = finding.audience_named(house)
    found = pictures.find(audience, picture) if audience else None
    if found is None:
        return answers.nowhere(request)
    kind = found.name.rpartition(".")[2].replace("jpg", "jpeg")
    response = FileResponse(found.file.open("rb"), content_type=f"image/{kind}")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _met(request: HttpRequest, house: str, slug: str, token: str = "") -> HttpResponse:
    audience = finding.audience_named(house)
    found = finding.find(audience, slug) if audience else None
    if audience is None or found is None:
        return answers.nowhere(request, audience)
    if found.is_past or slug != found.page.slug:
        return _moved(request, audience, found, token)
    opened = opened_by(audience, token) if token else Opened()
    return _page(request, found.page, opened, token)


def _page(
    request: HttpRequest, page: LandingPage, opened: Opened, token: str
) -> HttpResponse:
    content, contact = Content.of(page.published or {}), opened.reader.contact
    known = contact.language if contact else ""
    language = answers.language_of(request, page.audience, known)
    here = request.path if opened.is_personal else ""
    showing = Showing(page, content, language, opened.reader, here=here)
    blocks, status = showing.blocks, 200
    forms = [one.about for one in blocks if isinstance(one.about, FormShown)]
    if request.method == "POST":
        status, led = _receive(request, page, forms)
        if led:
            return closed(HttpResponseRedirect(led))
    else:
        counting.see(request, page, opened, [one.form.pk for one in forms])
    return _shown(request, showing, blocks, opened, token, status)


def _shown(
    request: HttpRequest,
    showing: Showing,
    blocks: list[Shown],
    opened: Opened,
    token: str,
    status: int,
) -> HttpResponse:
    contact, delivery = opened.reader.contact, opened.delivery
    if contact is None or delivery is None:
        # A link that is nobody's shows what anybody sees, and posts where they do.
        response = answers.show(request, showing, blocks, status=status)
        return closed(response) if token else response
    return answers.show(
        request,
        showing,
        blocks,
        address=masked_address(contact.email_display),
        choices_url=centre(delivery.token),
        status=status,
    )


def _receive(
    request: HttpRequest, page: LandingPage, forms: list[FormShown]
) -> tuple[int, str]:
    """What to answer to a form that was sent, and where it leads to, if anywhere."""
    said = posted(request)
    named = request.GET.get("form", "")
    shown = next((one for one in forms if one.form.public_id == named), None)
    if shown is None:
        return 413 if said is None else 400, ""
    status = joining.receive(request, page, shown, said)
    url = shown.page.design.redirect
    return status, url if shown.done and is_web_address(url) else ""


def _moved(
    request: HttpRequest, audience: Audience, found: Found, token: str
) -> HttpResponse:
    """To where it is now, with whatever was said; a form is filled in there."""
    named = [audience.public_id, found.page.slug]
    name = "landing_of" if token else "landing"
    url = reverse(name, args=[*named, token] if token else named)
    query = request.META.get("QUERY_STRING", "")
    return closed(HttpResponseRedirect(f"{url}?{query}" if query else url))
