"""Making an audience, changing its settings, deleting it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import toasts
from accounts.access import account_scoped
from accounts.http import HtmxHttpRequest, client_ip, go_to, render_page
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import lifecycle, listing
from audiences.access import AudienceRequest, audience_scoped
from audiences.forms import AudienceDeleteForm, AudienceForm
from audiences.models import Audience
from audiences.plans import PlanLimit, plan_limit

METHODS = ["GET", "HEAD", "POST"]
FORM = "audiences/audience_form.html"
DELETE = "audiences/audience_delete.html"


@require_http_methods(METHODS)
@account_scoped(Right.MANAGE)
def audience_create(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    initial = lifecycle.prefilled(account, request.user)
    form = AudienceForm(_posted(request), account=account, initial=initial)
    if form.is_valid() and (audience := _create(request, account, form)):
        return _go_to(request, reverse("audiences:audience_start", args=[audience.pk]))
    limit = "" if form.is_bound else plan_limit(account)
    context = {"account": account, "audience": None, "form": form, "limit": limit}
    return _form_page(request, FORM, context, "audience-form")


@require_safe
@audience_scoped(Right.MANAGE)
def audience_start(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {"audience": audience}
    return render(request, "audiences/audience_start.html", context)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def audience_update(request: AudienceRequest, audience: Audience) -> HttpResponse:
    account = audience.account
    form = AudienceForm(_posted(request), account=account, instance=audience)
    if form.is_valid():
        who, ip = request.user, client_ip(request)
        lifecycle.update(form.instance, form.changed_data, actor=who, ip=ip)
        toasts.show(request, Toast(_("The settings are saved.")))
        return _go_to(request, request.path)
    context = {"account": account, "audience": audience, "form": form, "limit": ""}
    context["may_govern"] = request.membership.may(Right.GOVERN)
    return _form_page(request, FORM, context, "audience-form")


@require_http_methods(METHODS)
@audience_scoped(Right.GOVERN)
def audience_delete(request: AudienceRequest, audience: Audience) -> HttpResponse:
    form = AudienceDeleteForm(_posted(request), audience=audience)
    if form.is_valid():
        keep = form.cleaned_data["keep_suppressions"]
        lifecycle.delete_later(audience, request.user, keep, client_ip(request))
        text = _("“%(name)s” is deleted.") % {"name": audience.name}
        toasts.show(request, Toast(text))
        url = reverse("audiences:audience_list", args=[audience.account_id])
        return _go_to(request, url)
    total, subscribed = listing.people(audience)
    people = {"total": total, "subscribed": subscribed}
    context = {"audience": audience, "form": form, **people}
    return _form_page(request, DELETE, context, "audience-delete")


def _posted(request: HtmxHttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HtmxHttpRequest, template: str, context: dict[str, Any], partial: str
) -> HttpResponse:
    """The form to fill in, or to mend: the same with another status."""
    status = 422 if context["form"].is_bound else 200
    return render_page(request, template, context, partial=partial, status=status)


def _create(
    request: HtmxHttpRequest, account: Account, form: AudienceForm
) -> Audience | None:
    fields = form.cleaned_data
    try:
        return lifecycle.create(
            account, actor=request.user, ip=client_ip(request), **fields
        )
    except PlanLimit as limit:
        form.add_error(None, str(limit))
        return None


def _go_to(request: HtmxHttpRequest, url: str) -> HttpResponse:
    """Open another page, also when htmx waits for a part of this one."""
    return go_to(request, url)
