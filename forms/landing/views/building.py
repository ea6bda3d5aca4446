"""The editor of a page: its draft, a preview, and what keeps it from being shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import client_ip, go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.landing import looks, making
from forms.landing.building import Building
from forms.landing.checking import troubles_of
from forms.landing.content import Content
from forms.landing.making import SlugTaken
from forms.landing.showing import ANYBODY, Reader, Showing
from forms.landing.views import answers
from forms.landing.views.listing import find
from forms.models import LandingPage
from forms.signup.design import house_language

BUILD = "forms/landingpage_build.html"
# How wide the preview is.
WIDTHS = ("wide", "phone")
# Of how many contacts the preview can be seen by.
SAMPLE = 5
DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def landingpage_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    data = request.POST if request.method == "POST" else None
    building = Building(page, data, request.FILES)
    if data is None or building.is_working:
        return _build(request, building)
    if not building.is_valid():
        return _build(request, building, status=422)
    try:
        return _save(request, building)
    except SlugTaken as taken:
        building.settings.add_error("slug", str(taken))
        return _build(request, building, status=422)


@require_POST
@audience_scoped(Right.MANAGE)
def landingpage_preview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The draft as it would be shown, and what is wrong with it."""
    building = Building(find(audience, pk), request.POST, None)
    context = {"audience": audience, **_preview(building)}
    return render(request, f"{BUILD}#landing-preview", context)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def landingpage_look(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The whole page as the draft has it: nothing can be sent from it."""
    page = find(audience, pk)
    language = answers.language_of(request, audience)
    showing = Showing(page, Content.of(page.draft), language, here=request.path)
    return answers.show(request, showing, showing.blocks, is_preview=True)


def _save(request: AudienceRequest, building: Building) -> HttpResponse:
    """Keep the draft; show it as well where that was asked for and can be."""
    page, content = building.page, building.clean_content
    making.save(page, content)
    if "publish" not in request.POST:
        toasts.show(request, Toast(_("The draft of “%s” is saved.") % page.title))
        return go_to(request, page.get_absolute_url())
    if troubles_of(page, content):
        building.content = content
        text = _("The draft is saved, but not published: see what is missing.")
        building.settings.add_error(None, text)
        return _build(request, building, status=422, is_saved=True)
    making.publish(page, actor=request.user, ip=client_ip(request))
    toasts.show(request, Toast(_("“%s” is published.") % page.title))
    return go_to(request, page.get_absolute_url())


def _build(
    request: AudienceRequest,
    building: Building,
    status: int = 200,
    *,
    is_saved: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "audience": building.audience,
        "building": building,
        "changed": building.data is not None and not is_saved,
        "is_checked": status == 422,
        "days": _days(building.page),
        **_preview(building),
    }
    return render_page(
        request, BUILD, context, partial="landingpage-builder", status=status
    )


def _preview(building: Building) -> dict[str, Any]:
    page, audience = building.page, building.audience
    data = building.data or QueryDict()
    code = data.get("preview-lang", "")
    language = code if code in audience.spoken else audience.language
    width = data.get("preview-width", "")
    sample = list(audience.contacts.present().order_by("-pk")[:SAMPLE])
    seen_by = data.get("preview-as", "")
    contact = next((one for one in sample if str(one.pk) == seen_by), None)
    with translation.override(house_language(language)):
        showing = Showing(
            page,
            building.content,
            language,
            Reader(contact) if contact else ANYBODY,
            every=not seen_by,
        )
        blocks = showing.blocks
    return {
        "page": page,
        "showing": showing,
        "blocks": blocks,
        "spoken": answers.spoken(audience, language),
        "width": width if width in WIDTHS else WIDTHS[0],
        "seen_by": seen_by,
        "sample": sample,
        "style": looks.style(building.content),
        "ground": looks.ground(building.content),
        "troubles": troubles_of(page, building.content),
    }


def _days(page: LandingPage) -> list[dict[str, Any]]:
    since = timezone.localdate() - timedelta(days=DAYS)
    return list(page.days.by_day(since))
