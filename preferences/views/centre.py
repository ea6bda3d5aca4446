"""The preferences of an audience: made, changed, put in order and away."""

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
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs, ordering
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience, Job
from contacts import bulk, usage
from contacts.forms.saving import saved
from preferences import managing, merging
from preferences.centre import centre_of
from preferences.choosing import in_state
from preferences.forms import MergeForm, PreferenceForm
from preferences.models import Preference, State

METHODS = ["GET", "HEAD", "POST"]
LIST = "preferences/preference_list.html"
FORM = "preferences/preference_form.html"
DELETE = "preferences/preference_delete.html"
MERGE = "preferences/preference_merge.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def preference_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "centre": centre_of(audience),
        "may_manage": request.membership.may(Right.MANAGE),
        "may_export": request.membership.may(Right.GOVERN),
    }
    return render_page(request, LIST, context, partial="preference-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def preference_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    if not managing.has_room(audience):
        text = _("An audience has at most %s preferences.") % managing.MOST
        return answer(request, audience, Toast(text, "error"))
    position = ordering.next_position(audience.preferences.present())
    preference = Preference(audience=audience, position=position)
    return _save(request, preference, _("The preference “%s” is made."), is_new=True)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def preference_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    preference = _find(audience, pk)
    return _save(request, preference, _("The preference “%s” is saved."), is_new=False)


@require_POST
@audience_scoped(Right.MANAGE)
def preference_reorder(request: AudienceRequest, audience: Audience) -> HttpResponse:
    before = managing.reorder(audience, request.POST)
    if not before:
        return answer(request, audience, None)
    if "order" in request.POST:
        return answer(request, audience, Toast(_("The order is as it was.")))
    url = reverse("preferences:preference_reorder", args=[audience.pk])
    undo = {"order": ",".join(map(str, before))}
    toast = Toast(_("Order saved"), undo_url=url, undo_fields=undo)
    return answer(request, audience, toast, stays="id" in request.POST)


@require_POST
@audience_scoped(Right.MANAGE)
def preference_archive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    preference = _find(audience, pk)
    managing.archive(preference)
    url = reverse("preferences:preference_unarchive", args=[audience.pk, pk])
    text = _("The preference “%s” is archived.") % preference.name
    return answer(request, audience, Toast(text, undo_url=url))


@require_POST
@audience_scoped(Right.MANAGE)
def preference_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    preference = _find(audience, pk)
    managing.unarchive(preference)
    text = _("The preference “%s” is offered again.") % preference.name
    return answer(request, audience, Toast(text))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def preference_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    preference = _find(audience, pk)
    if request.method != "POST":
        archived = audience.contacts.archived()
        context: dict[str, Any] = {"audience": audience, "preference": preference}
        context["archived"] = in_state(archived, preference, State.SUBSCRIBED).count()
        context["uses"] = usage.uses_of(audience, preference)
        return render_page(request, DELETE, context, partial="preference-delete")
    if job := managing.delete(preference, actor=request.user):
        jobs.run_for_now(job)
    text = _("The preference “%s” is deleted.") % preference.name
    return answer(request, audience, Toast(text))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def preference_merge(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    preference = _find(audience, pk)
    data = request.POST if request.method == "POST" else None
    form, preview = MergeForm(data, preference=preference), None
    if form.is_valid():
        if form.is_confirmed:
            return _merge(request, preference, form.into)
        preview = merging.Preview.of(preference, form.into)
    context = {"audience": audience, "preference": preference, "form": form}
    context |= {"preview": preview, "uses": usage.uses_of(audience, preference)}
    status = 422 if form.errors else 200
    return render_page(request, MERGE, context, partial="merge-form", status=status)


def _find(audience: Audience, pk: int) -> Preference:
    preferences = audience.preferences.present().with_counts()
    preference: Preference = get_object_or_404(preferences, pk=pk)
    preference.audience = audience
    return preference


def _save(
    request: AudienceRequest, preference: Preference, said: str, *, is_new: bool
) -> HttpResponse:
    audience = preference.audience
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, instance=preference)
    if form.is_valid() and saved(form):
        return answer(request, audience, Toast(said % preference.name))
    context = {"audience": audience, "form": form, "is_new": is_new}
    context |= {"pk": preference.pk, "categories": centre_of(audience).titles}
    status = 422 if form.is_bound else 200
    partial = "preference-form"
    return render_page(request, FORM, context, partial=partial, status=status)


def _merge(
    request: AudienceRequest, source: Preference, target: Preference
) -> HttpResponse:
    job = merging.merge_later(source, target, actor=request.user)
    if job is None:
        text = _("One of the two was deleted meanwhile.")
        return answer(request, source.audience, Toast(text, "error"))
    said = {"source": source.name, "target": target.name}
    text = _("“%(source)s” is merged into “%(target)s”.") % said
    return worked(request, jobs.run_for_now(job), text)


def worked(request: AudienceRequest, job: Job, text: str = "") -> HttpResponse:
    """Say what a job did, or show how far it is; it is undone where it changed any."""
    url = reverse("preferences:preference_list", args=[job.audience_id])
    if job.is_open:
        return go_to(
            request, reverse("audiences:job_detail", args=[job.audience_id, job.pk])
        )
    if job.state == Job.State.FAILED:
        toasts.show(request, Toast(job.error, "error"))
        return go_to(request, url)
    args = [job.audience_id, job.params["action"]]
    undo = reverse("audiences:action_undo", args=args)
    undo = undo if job.counts.get("changed") else ""
    toasts.show(request, Toast(text or bulk.result(job), undo_url=undo))
    return go_to(request, url)


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
        return redirect("preferences:preference_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    if not stays:
        trigger_client_event(response, "preferences-changed")
    return trigger_client_event(response, "dialog-close")
