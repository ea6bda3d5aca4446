"""Why somebody is in a segment or is not, and in which segments somebody is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from conditions.asking import TooSlow, bounded
from conditions.binding import Bound, bind, read_and_bind
from conditions.explaining import Answer, explain
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
    return _tried(request, audience, contact)


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def segment_ask(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """The same of somebody who is named, by an address or a part of it."""
    found = _named(audience, request.POST.get("who", "").strip())
    if len(found) == 1:
        return _tried(request, audience, found[0])
    text = _("Nobody here has this address or name.")
    if found:
        text = _("Several people match. Type the whole address.")
    if not wants_part(request):
        return _answer(request, audience, None, None, problem=text)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, Toast(text, "warning"))
    return response


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
        "others": [],
        "too_slow": "",
    }
    try:
        found = memberships_of(audience, contact)
        context["memberships"], context["others"] = found
    except TooSlow as slow:
        context["too_slow"] = slow.sentence
    return render_page(request, MEMBERSHIPS, context, partial="segment-memberships")


def _tried(
    request: AudienceRequest, audience: Audience, contact: Contact
) -> HttpResponse:
    building = posted(audience, request.POST)
    root = building.finished
    bound = bind(root, building.subjects) if root else Bound(None, ())
    return _why(request, audience, contact, bound, None)


def _why(
    request: AudienceRequest,
    audience: Audience,
    contact: Contact,
    bound: Bound,
    segment: Segment | None,
) -> HttpResponse:
    said: dict[str, Any] = {}
    try:
        with bounded(PATIENCE):
            everyone = audience.contacts.all()
            said["answer"] = explain(bound, everyone, contact.pk, At.of(audience))
    except TooSlow as slow:
        said["problem"] = slow.sentence
    return _answer(request, audience, contact, segment, **said)


def _answer(
    request: AudienceRequest,
    audience: Audience,
    contact: Contact | None,
    segment: Segment | None,
    *,
    answer: Answer | None = None,
    problem: str = "",
) -> HttpResponse:
    context = {
        "audience": audience,
        "contact": contact,
        "segment": segment,
        "answer": answer,
        "is_away": contact is not None and contact.archived_at is not None,
        "problem": problem,
    }
    return render_page(request, WHY, context, partial="why-panel")


def _named(audience: Audience, text: str) -> list[Contact]:
    """Whose address it is; else two at most who have each word of it in theirs."""
    if not text or "\0" in text:
        return []
    by_address = list(audience.contacts.filter(email=text.lower())[:1])
    return by_address or list(audience.contacts.search(text).order_by("-pk")[:2])
