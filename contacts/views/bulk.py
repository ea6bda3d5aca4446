"""What is done to many contacts at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience, Job
from contacts import bulk
from contacts.bulk import Selection, Verb
from contacts.forms.tags import TagPickForm


@require_POST
@audience_scoped(Right.MANAGE)
def contact_bulk_tag(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return _choose_and_start(request, audience, Verb.TAG)


@require_POST
@audience_scoped(Right.MANAGE)
def contact_bulk_untag(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return _choose_and_start(request, audience, Verb.UNTAG)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_bulk_result(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Say what a job did as soon as it is over."""
    job = get_object_or_404(audience.jobs.filter(kind__in=list(Verb)), pk=pk)
    if not wants_part(request):
        return redirect("audiences:job_detail", audience.pk, job.pk)
    if job.is_open:
        return HttpResponse(status=204)
    response = render(request, "contacts/bulk_progress.html", {"over": job})
    return toasts.append(response, request, _toast(job))


def _choose_and_start(
    request: AudienceRequest, audience: Audience, verb: Verb
) -> HttpResponse:
    selection = Selection.from_query(request.POST)
    data = request.POST if "chosen" in request.POST else None
    form = TagPickForm(data, audience=audience, new=verb is Verb.TAG)
    if form.is_valid():
        job = bulk.start(selection, verb, form.tag, owner=request.user)
        return _answer(request, selection, jobs.run_for_now(job))
    context = {
        "audience": audience,
        "selection": selection,
        "number": selection.count(audience),
        "form": form,
        "tags": audience.tags.present().with_counts().in_order(),
        "is_untag": verb is Verb.UNTAG,
    }
    template = "contacts/bulk_tag.html"
    status = 422 if form.is_bound else 200
    return render_page(request, template, context, partial="bulk-tag", status=status)


def _answer(request: AudienceRequest, selection: Selection, job: Job) -> HttpResponse:
    if not wants_part(request):
        return _answer_page(request, selection, job)
    context = {"audience": job.audience, "job": job}
    response = render(request, "contacts/bulk_progress.html", context)
    if not job.is_open:
        response = toasts.append(HttpResponse(), request, _toast(job))
    trigger_client_event(response, "contacts-changed")
    return trigger_client_event(reswap(response, "none"), "dialog-close")


def _answer_page(
    request: AudienceRequest, selection: Selection, job: Job
) -> HttpResponse:
    if job.is_open:
        return redirect("audiences:job_detail", job.audience_id, job.pk)
    toasts.show(request, _toast(job))
    url = reverse("contacts:contact_list", args=[job.audience_id])
    return redirect(f"{url}?{selection.wanted.query_string}")


def _toast(job: Job) -> Toast:
    if job.state == Job.State.FAILED:
        return Toast(job.error, "error")
    args = [job.audience_id, job.params["action"]]
    undo_url = reverse("audiences:action_undo", args=args)
    changed = job.counts.get("changed")
    if job.state == Job.State.CANCELED:
        text = _("Stopped on the way. %s") % bulk.result(job)
        return Toast(text, "info", undo_url=undo_url if changed else "")
    if not changed:
        return Toast(_("Nothing to change: %s") % bulk.result(job), "info")
    return Toast(bulk.result(job), undo_url=undo_url)
