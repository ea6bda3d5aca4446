"""Why somebody is in a segment or is not, and in which segments somebody is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from conditions.asking import TooSlow, bounded
from conditions.binding import Bound, bind, read_and_bind
from conditions.explaining import explain
from conditions.moments import At
from contacts.models import Contact
from segments.conditions import subjects_within
from segments.memberships import memberships_of
from segments.models import Segment
from segments.results import PATIENCE
from segments.views.builder import posted

WHY = "segments/segment_why.html"
MEMBERSHIPS = "segments/segment_memberships.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_why(
    request: AudienceRequest, audience: Audience, pk: int, contact_pk: int
) -> HttpResponse:
    segment = get_object_or_404(audience.segments.present(), pk=pk)
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    bound = read_and_bind(segment.tree, subjects_within(audience, pk))
    return _why(request, audience, contact, bound, segment)


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def segment_try(
    request: AudienceRequest, audience: Audience, contact_pk: int
) -> HttpResponse:
    """The same of what is in the builder and not kept yet."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    building = posted(audience, request.POST)
    root = building.finished
    bound = bind(root, building.subjects) if root else Bound(None, ())
    return _why(request, audience, contact, bound, None)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_memberships(
    request: AudienceRequest, audience: Audience, contact_pk: int
) -> HttpResponse:
    """The segments that somebody is in: a part of the profile, or a page."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    context: dict[str, Any] = {
        "audience": audience,
        "contact": contact,
        "memberships": [],
        "too_slow": "",
    }
    try:
        context["memberships"] = memberships_of(audience, contact.pk)
    except TooSlow as slow:
        context["too_slow"] = slow.sentence
    return render_page(request, MEMBERSHIPS, context, partial="segment-memberships")


def _why(
    request: AudienceRequest,
    audience: Audience,
    contact: Contact,
    bound: Bound,
    segment: Segment | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "audience": audience,
        "contact": contact,
        "segment": segment,
        "answer": None,
        "too_slow": "",
    }
    try:
        with bounded(PATIENCE):
            everyone = audience.contacts.all()
            context["answer"] = explain(bound, everyone, contact.pk, At.of(audience))
    except TooSlow as slow:
        context["too_slow"] = slow.sentence
    return render_page(request, WHY, context, partial="why-panel")
