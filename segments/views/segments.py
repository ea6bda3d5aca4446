"""The list of segments, and what is done to one of them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import (
    reswap,
    trigger_client_event,
)

from accounts import toasts
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from conditions.asking import TooSlow
from contacts.usage import uses_of
from segments import counting, following
from segments.binding import bound_of
from segments.listing import Row
from segments.models import Segment
from segments.page import page_of

LIST = "segments/segment_list.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "page": page_of(audience, request.GET),
        **_rights(request),
    }
    return render_page(request, LIST, context, partial="segment-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_options(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What the list of contacts can be narrowed by; without scripts, the segments."""
    if not wants_part(request):
        return redirect("segments:segment_list", audience.pk)
    segments = audience.segments.present().in_order()
    context = {"audience": audience, "segments": segments}
    return render(request, "segments/segment_options.html", context)


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def segment_count(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Count who is in it, as its row asks once it is seen."""
    segment = _segment(audience, pk)
    bound, is_slow = bound_of(segment), False
    try:
        counting.count(segment, bound)
    except TooSlow:
        is_slow = True
    if not wants_part(request):
        return redirect("segments:segment_list", audience.pk)
    row = Row(segment, "", "", [], is_stale=False, is_slow=is_slow)
    context = {"audience": audience, "row": row}
    return render(request, f"{LIST}#segment-count", context)


@require_POST
@audience_scoped(Right.MANAGE)
def segment_duplicate(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Make a copy, and open it to be changed."""
    copied = _segment(audience, pk).duplicate(request.user)
    toasts.show(request, Toast(_("The segment “%s” is made.") % copied.name))
    return go_to(request, copied.edit_url)


@require_POST
@audience_scoped(Right.MANAGE)
def segment_archive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    segment = _segment(audience, pk, archived=True)
    if not following.archive(segment):
        return _answer(request, audience, None)
    undo = reverse("segments:segment_unarchive", args=[audience.pk, pk])
    text, level = _("“%(name)s” is archived.") % {"name": segment.name}, "success"
    if n := len(uses_of(audience, segment)):
        used = ngettext(
            "%(n)s segment refers to it and matches nobody until it is mended.",
            "%(n)s segments refer to it and match nobody until they are mended.",
            n,
        )
        text, level = f"{text} {used % {'n': n}}", "warning"
    return _answer(request, audience, Toast(text, level, undo_url=undo))


@require_POST
@audience_scoped(Right.MANAGE)
def segment_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    segment = _segment(audience, pk, archived=True)
    name = {"name": segment.name}
    toast = None
    try:
        if segment.unarchive():
            following.begin_anew(segment, actor=request.user)
            toast = Toast(_("“%(name)s” is back.") % name)
    except IntegrityError:
        text = _("Another segment is called “%(name)s” now. Rename that one first.")
        toast = Toast(text % name, "error")
    return _answer(request, audience, toast)


def _segment(audience: Audience, pk: int, *, archived: bool = False) -> Segment:
    segments = audience.segments.all() if archived else audience.segments.present()
    segment: Segment = get_object_or_404(segments, pk=pk)
    segment.audience = audience
    return segment


def _rights(request: AudienceRequest) -> dict[str, Any]:
    return {
        "may_manage": request.membership.may(Right.MANAGE),
        "may_export": request.membership.may(Right.GOVERN),
    }


def _answer(
    request: AudienceRequest, audience: Audience, toast: Toast | None
) -> HttpResponse:
    """Say what was done; the list at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("segments:segment_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    return trigger_client_event(response, "segments-changed")
