"""One contact: all that is known, on a page with tabs or in a panel beside a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from accounts.http import render_page, wants_part
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import facts, happenings, profile
from contacts.activity import feed
from contacts.history import history_of, last_permission
from contacts.insights import insights_of
from contacts.models import Contact
from contacts.narrowing import PERIOD_LABELS, Narrowing
from contacts.profile import Profile

TEMPLATE = "contacts/contact_detail.html"
INSIGHTS = "contacts/contact_insights.html"
SETTINGS = "contacts/contact_settings.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """A page, or a panel beside the list."""
    return _overview(request, find(audience, pk), "contact-panel")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_profile(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """What stands in the panel, anew."""
    return _overview(request, find(audience, pk), "contact-profile")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_overview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """What stands on the page, anew."""
    return _overview(request, find(audience, pk), "contact-overview")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_activity(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """What happened, narrowed: the place of the page in the history says how."""
    contact = find(audience, pk)
    response = _overview(request, contact, "contact-activity")
    if not wants_part(request):
        return response
    query = Narrowing.from_query(request.GET).query_string
    return push_url(response, f"{contact.get_absolute_url()}{query and '?'}{query}")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_feed(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """What happened before that."""
    return _overview(request, find(audience, pk), "contact-feed")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_insights(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """How often what happened, and what the rating is made of."""
    contact = find(audience, pk)
    return show(
        *(request, contact, INSIGHTS, "contact-insights"),
        tab="contact_insights",
        insights=insights_of(Profile(contact)),
    )


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_settings(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Where the status comes from, and what can be done to it."""
    contact = find(audience, pk)
    before = request.GET.get("before", "")[:40]
    history = history_of(contact, before)
    return show(
        *(request, contact, SETTINGS, "contact-settings"),
        tab="contact_settings",
        history=history,
        newest_url=request.path if before else "",
        older_url=f"{request.path}?before={history.older}" if history.older else "",
    )


def find(audience: Audience, pk: int) -> Contact:
    """The contact of this audience with what its head shows; else a 404."""
    contacts = audience.contacts.select_related("source")
    contact = get_object_or_404(contacts, pk=pk)
    contact.audience = audience
    return contact


def show(
    request: AudienceRequest,
    contact: Contact,
    template: str,
    partial: str,
    *,
    tab: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a tab of the page of the contact, or a part of it."""
    shown = Profile(contact)
    common = {
        "audience": contact.audience,
        "profile": shown,
        "tabs": shown.tabs(tab),
        "may_manage": request.membership.may(Right.MANAGE),
        "may_govern": request.membership.may(Right.GOVERN),
    }
    return render_page(
        request, template, common | context, partial=partial, status=status
    )


def _overview(request: AudienceRequest, contact: Contact, partial: str) -> HttpResponse:
    narrowing = Narrowing.from_query(request.GET)
    return show(
        request,
        contact,
        TEMPLATE,
        partial,
        tab="contact_detail",
        narrowing=narrowing,
        kinds=happenings.choices(),
        periods=PERIOD_LABELS.items(),
        tags=profile.tags_of(contact),
        categories=profile.categories_of(contact),
        fields=facts.fields_of(contact),
        facts=facts.facts_of(contact),
        consent=last_permission(contact),
        feed=feed(contact, request.GET.get("before", ""), narrowing),
    )
