"""Work that is under way, and the taking back of what was done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts import toasts
from accounts.http import number_of, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import actions, jobs, worklist
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Action, Audience, Job
from audiences.outcomes import undone

TEMPLATE = "audiences/job_progress.html"
LIST = "audiences/job_list.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def job_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    before = number_of(request.GET.get("before", ""))
    page = worklist.Page.of(audience, request.membership, before)
    context = {"audience": audience, "page": page}
    return render_page(request, LIST, context, partial="job-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def job_detail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    visible = worklist.visible(audience, request.membership)
    return _progress(request, audience, get_object_or_404(visible, pk=pk))


@require_POST
@audience_scoped(Right.MANAGE)
def job_cancel(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    job = get_object_or_404(worklist.visible(audience, request.membership), pk=pk)
    jobs.cancel(job)
    job.refresh_from_db()
    if not wants_part(request):
        return redirect("audiences:job_detail", audience.pk, job.pk)
    return trigger_client_event(_progress(request, audience, job), "jobs-changed")


@require_POST
@audience_scoped(Right.MANAGE)
def action_undo(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    action = get_object_or_404(audience.actions, pk=pk)
    job = actions.undo(action, actor=request.user)
    if job is not None:
        job = jobs.run_for_now(job)
        action.refresh_from_db()
    toast = _undone(action, job)
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect(audience)
    response = toasts.append(HttpResponse(), request, toast)
    trigger_client_event(response, "jobs-changed")
    return trigger_client_event(response, "contacts-changed")


def _progress(request: AudienceRequest, audience: Audience, job: Job) -> HttpResponse:
    (entry,) = worklist.entries_of(audience, [job], request.membership)
    context = {"audience": audience, "job": job, "entry": entry}
    response = render_page(request, TEMPLATE, context, partial="job-progress")
    if wants_part(request) and not job.is_open:
        trigger_client_event(response, "job-over")
        trigger_client_event(response, "contacts-changed")
    return response


def _undone(action: Action, job: Job | None) -> Toast:
    if job is None:
        text = _("This was taken back already, or is more than 30 days old.")
        return Toast(text, "info")
    if job.state == Job.State.FAILED:
        return Toast(job.error, "error")
    if job.is_open:
        return Toast(_("It is being taken back. That goes on by itself."), "info")
    return Toast(undone(action.undone, action.n - action.undone))
