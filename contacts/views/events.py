"""What others report: the names, and what there is to know of one of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.forms.events import CustomEventForm
from contacts.reported.calls import calls
from contacts.reported.listing import page_of
from contacts.reported.samples import sample_of
from contacts.reported.tail import tail_of
from contacts.reported.volumes import DAYS_ON_PAGE, volumes
from contacts.reported.words import kept_in_words, url_of_people
from events.models import CustomEvent

METHODS = ["GET", "HEAD", "POST"]
LIST, PAGE = "contacts/event_list.html", "contacts/event_detail.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def event_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    page = page_of(audience, request.GET)
    context = {
        "audience": audience,
        "page": page,
        "kept": kept_in_words(audience.account),
        "calls": calls(audience, _root(request)) if page.is_first_run else [],
        "keys_url": _keys_url(request, audience),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="event-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def event_detail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    event = _event(audience, pk)
    sample = sample_of(audience, event)
    (volume,) = volumes(audience, [event], DAYS_ON_PAGE)
    context = {
        "audience": audience,
        "event": event,
        "volume": volume,
        "sample": sample,
        "tail": tail_of(audience, event, request.GET.get("before", "")),
        "calls": calls(audience, _root(request), event.name.name, sample),
        "keys_url": _keys_url(request, audience),
        "people_url": url_of_people(audience, event.name.name),
        "kept": kept_in_words(audience.account),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, PAGE, context, partial="event-detail")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def event_tail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """The latest of them, asked for again and again, or those before a place."""
    event = _event(audience, pk)
    if not wants_part(request):
        return redirect("contacts:event_detail", audience.pk, pk)
    tail = tail_of(audience, event, request.GET.get("before", ""))
    context = {"audience": audience, "event": event, "tail": tail}
    return render_page(request, PAGE, context, partial="event-tail")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def event_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    event = _event(audience, pk)
    data = request.POST if request.method == "POST" else None
    form = CustomEventForm(data, instance=event)
    if form.is_valid():
        form.save()
        return _answer(request, event, Toast(_("The description is saved.")))
    context = {"audience": audience, "event": event, "form": form}
    status = 422 if form.is_bound else 200
    template = "contacts/event_form.html"
    return render_page(request, template, context, partial="event-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def event_hide(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    event = _event(audience, pk)
    if not audience.customevents.filter(pk=pk).hide():
        return _answer(request, event, None)
    undo = reverse("contacts:event_unhide", args=[audience.pk, pk])
    said = _("“%s” is hidden; it is still recorded.") % event
    return _answer(request, event, Toast(said, undo_url=undo))


@require_POST
@audience_scoped(Right.MANAGE)
def event_unhide(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    event = _event(audience, pk)
    shown = audience.customevents.filter(pk=pk).unhide()
    return _answer(
        request, event, Toast(_("“%s” is shown again.") % event) if shown else None
    )


def _event(audience: Audience, pk: int) -> CustomEvent:
    events = audience.customevents.select_related("name")
    event: CustomEvent = get_object_or_404(events, pk=pk)
    event.audience = audience
    return event


def _root(request: AudienceRequest) -> str:
    return request.build_absolute_uri("/")


def _keys_url(request: AudienceRequest, audience: Audience) -> str:
    """Where the keys are, for who may make one."""
    may = request.membership.may(Right.ADMINISTER)
    return reverse("api:key_list", args=[audience.account_id]) if may else ""


def _answer(
    request: AudienceRequest, event: CustomEvent, toast: Toast | None
) -> HttpResponse:
    """Say what was done; what is at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("contacts:event_detail", event.audience_id, event.pk)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    trigger_client_event(response, "events-changed")
    return trigger_client_event(response, "dialog-close")
