"""The groups of an audience, in their categories."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import (
    reswap,
    trigger_client_event,
)

from accounts import toasts
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import bulk, categories, usage
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.forms.groups import GroupForm, GroupsForm
from contacts.forms.saving import added_groups, saved

METHODS = ["GET", "HEAD", "POST"]
LIST = "contacts/group_list.html"
FORM = "contacts/group_form.html"
DELETE = "contacts/group_delete.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def group_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "categories": audience.group_categories.listed(),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="group-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def group_options(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What the list of contacts can be narrowed by; without scripts, the groups."""
    if not wants_part(request):
        return redirect("contacts:group_list", audience.pk)
    context = {"audience": audience, "categories": audience.group_categories.listed()}
    return render(request, "contacts/group_options.html", context)


@require_POST
@audience_scoped(Right.MANAGE)
def group_reorder(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Categories and groups stand in one form, and move in one step."""
    before = categories.reorder(audience, request.POST)
    if not before:
        return answer(request, audience, None)
    if "group_order" in request.POST:
        return answer(request, audience, Toast(_("The order is as it was.")))
    url = reverse("contacts:group_reorder", args=[audience.pk])
    undo = {f"{kind}order": ",".join(map(str, pks)) for kind, pks in before.items()}
    toast = Toast(_("Order saved"), undo_url=url, undo_fields=undo)
    return answer(request, audience, toast, stays="category_id" in request.POST)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def group_create(
    request: AudienceRequest, audience: Audience, category_id: int
) -> HttpResponse:
    category = get_object_or_404(audience.group_categories.present(), pk=category_id)
    category.audience = audience
    data = request.POST if request.method == "POST" else None
    form = GroupsForm(data, category=category)
    if form.is_valid() and (n := added_groups(form)):
        text = ngettext("%s group is made.", "%s groups are made.", n)
        return answer(request, audience, Toast(text % n))
    context = {"audience": audience, "category": category, "form": form}
    return form_page(request, FORM, context, "group-form")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def group_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    groups = audience.groups.present().select_related("category")
    group = get_object_or_404(groups, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = GroupForm(data, instance=group)
    if form.is_valid() and saved(form):
        text = _("The group is called “%s” now.") % group.name
        return answer(request, audience, Toast(text))
    context = {"audience": audience, "group": group, "form": form}
    return form_page(request, FORM, context, "group-form")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def group_delete(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    group = get_object_or_404(audience.groups.present().with_counts(), pk=pk)
    if request.method != "POST":
        context = {"audience": audience, "group": group, "n": group.n}
        context["archived"] = audience.contacts.archived().in_groups(pk).count()
        context["uses"] = usage.uses_of(audience, group)
        return render_page(request, DELETE, context, partial="group-delete")
    if job := categories.delete_group(group, actor=request.user):
        jobs.run_for_now(job)
    text = _("The group “%s” is deleted.") % group.name
    return answer(request, audience, Toast(text))


@require_POST
@audience_scoped(Right.MANAGE)
def group_tag(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """Give everyone in the group a tag of its name, once."""
    group = get_object_or_404(audience.groups.present(), pk=pk)
    tag_id = audience.tags.ensure(audience, [group.name])[group.name]
    tag = audience.tags.get(pk=tag_id)
    selection = Selection(Filter(group_ids=(group.pk,)))
    params, does = {"tag": tag.pk, "tag_name": tag.name}, bulk.verbs["tag"]
    job = bulk.start(audience, selection, does, params, owner=request.user)
    job = jobs.run_for_now(job)
    if job.is_open:
        url = reverse("audiences:job_detail", args=[audience.pk, job.pk])
        return go_to(request, url)
    undo = reverse("audiences:action_undo", args=[audience.pk, job.params["action"]])
    return answer(request, audience, Toast(bulk.result(job), undo_url=undo))


def form_page(
    request: AudienceRequest, template: str, context: dict[str, Any], partial: str
) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render_page(request, template, context, partial=partial, status=status)


def answer(
    request: AudienceRequest,
    audience: Audience,
    toast: Toast | None,
    *,
    stays: bool = False,
) -> HttpResponse:
    """Say what was done; the list fetches itself anew unless it `stays` as it is."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("contacts:group_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    if not stays:
        trigger_client_event(response, "groups-changed")
    return trigger_client_event(response, "dialog-close")
