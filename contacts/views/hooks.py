"""Incoming webhooks: the addresses, and what is called there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
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
from accounts.http import client_ip, go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.forms.hooks import HookForm
from contacts.hooks import calls, making, showing, tokens
from contacts.hooks.mapping import Mapping
from contacts.models import Hook, HookCall

METHODS = ["GET", "HEAD", "POST"]
LIST, PAGE = "contacts/hook_list.html", "contacts/hook_detail.html"
FORM, ASK = "contacts/hook_form.html", "contacts/hook_ask.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def hook_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    hooks = audience.hooks.present().with_waiting().in_order()
    context = {
        "audience": audience,
        "rows": [(hook, showing.state_of(hook)) for hook in hooks],
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="hook-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def hook_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    form = HookForm(_posted(request), instance=Hook(audience=audience))
    if not form.is_valid():
        return _form(request, audience, form)
    who, ip = request.user, client_ip(request)
    hook = making.make(audience, **form.cleaned_data, actor=who, ip=ip)
    return go_to(request, hook.get_absolute_url())


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def hook_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    form = HookForm(_posted(request), instance=hook)
    if not form.is_valid():
        return _form(request, audience, form)
    making.change(hook, **form.cleaned_data)
    return answer(request, hook, Toast(_("The webhook “%s” is saved.") % hook))


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def hook_detail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    may_manage = request.membership.may(Right.MANAGE)
    url = tokens.url_of(hook, request) if may_manage else ""
    context = _calls(request, hook) | {
        "url": url,
        "trial": showing.trial(url) if url else None,
        "state": showing.state_of(hook),
        "meant": showing.Meant(audience, Mapping.of(hook.mapping)),
    }
    return render_page(request, PAGE, context, partial="hook-detail")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def hook_calls(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """The latest calls, asked for again and again, or those before a place."""
    hook = find(audience, pk)
    if not wants_part(request):
        return redirect(hook)
    return render_page(request, PAGE, _calls(request, hook), partial="hook-calls")


@require_POST
@audience_scoped(Right.MANAGE)
def hook_take(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """Take in one call, those that wait, or once more those that were refused."""
    hook = find(audience, pk)
    if not Mapping.of(hook.mapping).is_ready:
        return answer(request, hook, Toast(_("The mapping is not ready."), "warning"))
    one, state = request.POST.get("call", "")[:18], request.POST.get("state")
    is_open = state in HookCall.OPEN
    which: dict[str, Any] = {"state": state if is_open else HookCall.State.WAITING}
    if one.isdecimal():
        which = {"pk": one}
    came = calls.take_in(hook, **which)
    return answer(request, hook, Toast(*showing.taken(came)))


@require_POST
@audience_scoped(Right.MANAGE)
def hook_pause(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    undo = reverse("contacts:hook_resume", args=[audience.pk, pk])
    said = Toast(_("“%s” is paused: calls are kept alone.") % hook, undo_url=undo)
    return answer(request, hook, said if making.pause(hook) else None)


@require_POST
@audience_scoped(Right.MANAGE)
def hook_resume(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    said = Toast(_("“%s” takes calls in again.") % hook)
    return answer(request, hook, said if making.resume(hook) else None)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def hook_renew(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    if request.method != "POST":
        return _ask(request, hook, "renew")
    making.renew(hook, actor=request.user, ip=client_ip(request))
    return answer(request, hook, Toast(_("“%s” has a new address.") % hook))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def hook_delete(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = find(audience, pk)
    if request.method != "POST":
        return _ask(request, hook, "delete")
    if making.delete(hook, actor=request.user, ip=client_ip(request)):
        undo = reverse("contacts:hook_restore", args=[audience.pk, pk])
        said = _("The webhook “%s” is deleted.") % hook
        toasts.show(request, Toast(said, undo_url=undo))
    return go_to(request, reverse("contacts:hook_list", args=[audience.pk]))


@require_POST
@audience_scoped(Right.MANAGE)
def hook_restore(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    hook = get_object_or_404(audience.hooks, pk=pk)
    done = making.restore(hook, actor=request.user, ip=client_ip(request))
    said = Toast(_("The webhook “%s” is back.") % hook) if done else None
    return answer(request, hook, said)


def find(audience: Audience, pk: int) -> Hook:
    hook: Hook = get_object_or_404(audience.hooks.present(), pk=pk)
    hook.audience = audience
    return hook


def answer(request: AudienceRequest, hook: Hook, toast: Toast | None) -> HttpResponse:
    """Say what was done; what is at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect(hook)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    trigger_client_event(response, "hooks-changed")
    return trigger_client_event(response, "dialog-close")


def _calls(request: AudienceRequest, hook: Hook) -> dict[str, object]:
    page = calls.page_of(hook, request.GET.get("before", "")[:60])
    return {
        "audience": hook.audience,
        "hook": hook,
        "page": page,
        "told": showing.tell(page.calls),
        "open": hook.calls.count_open(),
        "is_ready": Mapping.of(hook.mapping).is_ready,
        "may_manage": request.membership.may(Right.MANAGE),
    }


def _posted(request: AudienceRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(request: AudienceRequest, audience: Audience, form: HookForm) -> HttpResponse:
    hook = form.instance
    context = {"audience": audience, "hook": hook if hook.pk else None, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, FORM, context, partial="hook-form", status=status)


def _ask(request: AudienceRequest, hook: Hook, verb: str) -> HttpResponse:
    context = {"audience": hook.audience, "hook": hook, "verb": verb}
    return render_page(request, ASK, context, partial="hook-ask")
