"""Work that is under way, and the taking back of what was done."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import actions, jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Action, Audience, Job

TEMPLATE = "audiences/job_progress.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def job_detail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    job = get_object_or_404(audience.jobs, pk=pk)
    return _progress(request, audience, job)


@require_POST
@audience_scoped(Right.MANAGE)
def job_cancel(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    job = get_object_or_404(audience.jobs, pk=pk)
    jobs.cancel(job)
    job.refresh_from_db()
    if not wants_part(request):
        return redirect("audiences:job_detail", audience.pk, job.pk)
    return _progress(request, audience, job)


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
    return trigger_client_event(response, "contacts-changed")


def _progress(request: AudienceRequest, audience: Audience, job: Job) -> HttpResponse:
    context = {
        "audience": audience,
        "job": job,
        "may_cancel": request.membership.may(Right.MANAGE),
    }
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
    left = action.n - action.undone
    back = ngettext(
        "%(n)s contact is as it was.", "%(n)s contacts are as they were.", action.undone
    ) % {"n": intcomma(action.undone)}
    alone = ngettext(
        "%(n)s was left alone, since it has changed meanwhile.",
        "%(n)s were left alone, since they have changed meanwhile.",
        left,
    ) % {"n": intcomma(left)}
    return Toast(f"{back} {alone}" if left else back)
