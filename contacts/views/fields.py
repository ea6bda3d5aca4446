"""The fields of an audience: what it keeps of everyone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import trigger_client_event

from accounts import toasts
from accounts.http import client_ip, go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs, ordering
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience, Job
from contacts import sweeping, usage
from contacts.forms.fields import FieldDeleteForm, FieldForm
from contacts.forms.saving import saved_field
from contacts.models import Field

METHODS = ["GET", "HEAD", "POST"]
LIST = "contacts/field_list.html"
FORM = "contacts/field_form.html"
DELETE = "contacts/field_delete.html"
# Asked for with what takes a while to count; a page asks when it is there itself.
COUNTED = "counted"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def field_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "fields": audience.fields.present().in_order(),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="field-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def field_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    position = ordering.next_position(audience.fields.present())
    field = Field(audience=audience, type=Field.Type.TEXT, position=position)
    return _save(request, field, _("The field “%s” is made."))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def field_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    field = get_object_or_404(audience.fields.present(), pk=pk)
    field.audience = audience
    return _save(request, field, _("The field “%s” is saved."))


@require_POST
@audience_scoped(Right.MANAGE)
def field_reorder(request: AudienceRequest, audience: Audience) -> HttpResponse:
    wanted = ordering.wanted_order(request.POST)
    before, after = ordering.reorder_rows(audience.fields.present(), wanted)
    if before == after:
        return _answer(request, audience, None)
    if "order" in request.POST:
        return _answer(request, audience, Toast(_("The order is as it was.")))
    url = reverse("contacts:field_reorder", args=[audience.pk])
    undo = {"order": ",".join(map(str, before))}
    toast = Toast(_("Order saved"), undo_url=url, undo_fields=undo)
    return _answer(request, audience, toast)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def field_delete(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    field = get_object_or_404(audience.fields.deletable(), pk=pk)
    field.audience = audience
    data = request.POST if request.method == "POST" else None
    form = FieldDeleteForm(data, field=field)
    if form.is_valid():
        job = sweeping.delete_field(field, actor=request.user, ip=client_ip(request))
        _run(job)
        toasts.show(request, Toast(_("The field “%s” is deleted.") % field.label))
        return go_to(request, reverse("contacts:field_list", args=[audience.pk]))
    context = {"audience": audience, "field": field, "form": form}
    context["uses"] = usage.uses_of(audience, field)
    is_counted = form.is_bound or COUNTED in request.GET
    context["held"] = usage.Values.of(field) if is_counted else None
    partial = "values-held" if COUNTED in request.GET else "field-delete"
    return _form_page(request, DELETE, context, partial)


def _save(request: AudienceRequest, field: Field, said: str) -> HttpResponse:
    form = FieldForm(request.POST if request.method == "POST" else None, instance=field)
    is_new = field.pk is None
    form.rows.is_counted |= COUNTED in request.GET
    if form.is_valid() and saved_field(form, request.user):
        toasts.show(request, Toast(said % field.label))
        return go_to(request, reverse("contacts:field_list", args=[field.audience_id]))
    context = {"audience": field.audience, "form": form, "is_new": is_new}
    if not is_new:
        context["field"] = field.audience.fields.get(pk=field.pk)
    partial = "choice-counts" if COUNTED in request.GET else "field-form"
    return _form_page(request, FORM, context, partial)


def _run(job: Job | None) -> None:
    if job is not None:
        jobs.run_for_now(job)


def _form_page(
    request: AudienceRequest, template: str, context: dict[str, Any], partial: str
) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render_page(request, template, context, partial=partial, status=status)


def _answer(
    request: AudienceRequest, audience: Audience, toast: Toast | None
) -> HttpResponse:
    """Say what was done; the list of the page at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("contacts:field_list", audience.pk)
    response = HttpResponse()
    if toast:
        toasts.append(response, request, toast)
    if "id" not in request.POST:  # who sends the rows has them in order already
        trigger_client_event(response, "fields-changed")
    return response
