"""What was sent and is being sent: each message, each of its deliveries, and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import go_to, number_of, page_of, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from delivery import pacing, sending, steering
from delivery.listing import (
    STAGES,
    DeliveryPage,
    FoundPage,
    MessagePage,
    Wanted,
    text_of,
)
from delivery.models import Message
from delivery.optouts import reasons as opt_outs
from delivery.problems import problems_of

LIST = "delivery/message_list.html"
DETAIL = "delivery/message_detail.html"
CANCEL = "delivery/message_cancel.html"
RETRY = "delivery/message_retry.html"
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def message_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """News or notices, or the deliveries of all of them to whom is searched for."""
    text, before = text_of(request.GET), number_of(request.GET.get("before", ""))
    kind = request.GET.get("kind", "")
    found = FoundPage.of(audience, text, before) if text else None
    context = {
        "audience": audience,
        "page": MessagePage.of(audience, before, kind) if not text else None,
        "found": found,
        "text": text,
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="message-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def message_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    message = _message(audience, pk)
    page = DeliveryPage.of(message, Wanted.from_query(request.GET))
    context = {
        "audience": audience,
        "message": message,
        "stage": STAGES.get(message.stage, ""),
        "page": page,
        "opt_outs": opt_outs.numbers_of(message),
        "troubles": pacing.troubles_of(message),
        "problems": problems_of(message) if message.waiting else [],
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, DETAIL, context, partial="message-detail")


@require_POST
@audience_scoped(Right.MANAGE)
def message_pause(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    message = _message(audience, pk)
    undo = reverse("delivery:message_resume", args=[audience.pk, pk])
    toast = Toast(_("It is paused. What is on its way still goes."), undo_url=undo)
    return _answer(request, message, toast if steering.pause(message) else None)


@require_POST
@audience_scoped(Right.MANAGE)
def message_resume(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    message = _message(audience, pk)
    undo = reverse("delivery:message_pause", args=[audience.pk, pk])
    toast = Toast(_("It goes on."), undo_url=undo)
    return _answer(request, message, toast if steering.resume(message) else None)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def message_cancel(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """For good: asks before, with how many do not get it then."""
    message = _message(audience, pk)
    if message.stage in {Message.Stage.CANCELED, Message.Stage.FINISHED}:
        return go_to(request, message.get_absolute_url())
    if request.method != "POST":
        context = {"audience": audience, "message": message}
        return render_page(request, CANCEL, context, partial="message-cancel")
    steering.cancel(message)
    toasts.show(request, Toast(_("It is canceled: nobody else gets it.")))
    return go_to(request, message.get_absolute_url())


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def message_retry(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Send one once more of which nobody knows: they may have it already."""
    message = _message(audience, pk)
    said = request.POST if request.method == "POST" else request.GET
    one, back = number_of(said.get("delivery", "")), message.get_absolute_url()
    if one is None:
        return go_to(request, back)
    if request.method != "POST":
        context = {"audience": audience, "message": message, "one": one}
        return render_page(request, RETRY, context, partial="message-retry")
    n = sending.retry(message, "unknown", one)
    text = ngettext("%(n)s is sent again.", "%(n)s are sent again.", n) % {"n": n}
    level = "success" if n else "info"
    toasts.show(request, Toast(text if n else _("Nothing is left to send."), level))
    return go_to(request, page_of(request) if wants_part(request) else back)


def _message(audience: Audience, pk: int) -> Message:
    message: Message = get_object_or_404(audience.messages, pk=pk)
    message.audience = audience
    return message


def _answer(
    request: AudienceRequest, message: Message, toast: Toast | None
) -> HttpResponse:
    """Say what was done; the page at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect(message)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    return trigger_client_event(response, "deliveries-changed")
