"""What is done to many contacts at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import client_ip, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs, worklist
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience, Job
from contacts import bulk
from contacts.bulk import BulkVerb, Selection
from contacts.filters import EVERYONE

REPORT = "contacts/bulk_report.html"


@require_POST
@audience_scoped(Right.MANAGE)
def contact_bulk(
    request: AudienceRequest, audience: Audience, verb: str
) -> HttpResponse:
    """Ask for what the verb needs, and start it once that is said."""
    if verb not in bulk.verbs:
        raise Http404
    does = bulk.verbs[verb]
    if not request.membership.may(does.right):
        raise PermissionDenied
    selection = Selection.from_query(request.POST)
    said = request.POST
    asked = does.form if does.is_said(said) else does.ask
    form = asked(audience, selection, said)
    if form.is_valid() and (job := _start(request, audience, selection, does, form)):
        return _answer(request, selection, jobs.run_for_now(job))
    return _ask(request, audience, selection, does, form)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_bulk_result(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """A report of what a job did; beside a list, a word as soon as it is over."""
    kinds = [verb.kind for verb in bulk.verbs.values()]
    job = get_object_or_404(audience.jobs.filter(kind__in=kinds), pk=pk)
    if not wants_part(request):
        return render(request, REPORT, _report(request, audience, job))
    if job.is_open:
        return HttpResponse(status=204)
    response = render(request, "contacts/bulk_progress.html", {"over": job})
    return toasts.append(response, request, _toast(job))


def _start(
    request: AudienceRequest,
    audience: Audience,
    selection: Selection,
    verb: BulkVerb,
    form: Any,
) -> Job | None:
    """Start the work; or leave the reason why not in the form."""
    who, ip = request.user, client_ip(request)
    params = verb.params(form)
    try:
        return bulk.start(audience, selection, verb, params, owner=who, ip=ip)
    except jobs.JobError as error:
        form.add_error(None, str(error))
        return None


def _ask(
    request: AudienceRequest,
    audience: Audience,
    selection: Selection,
    verb: BulkVerb,
    form: Any,
) -> HttpResponse:
    number = selection.count(audience)
    title = verb.title(number) % {"n": intcomma(number)}
    context = {
        "audience": audience,
        "selection": selection,
        "title": title,
        "verb": verb,
        "form": form,
        "is_open": "chosen" in request.POST,  # the dialog, around the form
        "tags": audience.tags.present().with_counts().in_order(),
    }
    template = "contacts/bulk_ask.html"
    status = 422 if form.is_bound else 200
    return render_page(request, template, context, partial="bulk-ask", status=status)


def _report(request: AudienceRequest, audience: Audience, job: Job) -> dict[str, Any]:
    (entry,) = worklist.entries_of(audience, [job], request.membership)
    verb = bulk.verb_of(job.kind)
    may_undo = entry.action is not None and request.membership.may(verb.right)
    return {
        "audience": audience,
        "job": job,
        "result": bulk.result(job),
        "changed": job.counts.get("changed", 0),
        "changed_url": _list_of(job) if entry.action else "",
        "figures": [(n, text) for _reason, n, text in bulk.reasons(job)],
        "undo_action": entry.action if may_undo else None,
    }


def _list_of(job: Job) -> str:
    """Where those are listed whom the job changed, archived or not."""
    query = {"action": job.params["action"], "status": EVERYONE}
    url = reverse("contacts:contact_list", args=[job.audience_id])
    return f"{url}?{urlencode(query)}"


def _answer(request: AudienceRequest, selection: Selection, job: Job) -> HttpResponse:
    if not wants_part(request):
        return _answer_page(request, selection, job)
    context = {"audience": job.audience, "job": job}
    response = render(request, "contacts/bulk_progress.html", context)
    if not job.is_open:
        response = toasts.append(HttpResponse(), request, _toast(job))
    for event in ("contacts-changed", "selection-done", "dialog-close"):
        trigger_client_event(response, event)
    return reswap(response, "none")


def _answer_page(
    request: AudienceRequest, selection: Selection, job: Job
) -> HttpResponse:
    if job.is_open:
        return redirect("contacts:contact_bulk_result", job.audience_id, job.pk)
    toasts.show(request, _toast(job))
    url = reverse("contacts:contact_list", args=[job.audience_id])
    return redirect(f"{url}?{selection.wanted.query_string}")


def _toast(job: Job) -> Toast:
    if job.state == Job.State.FAILED:
        return Toast(job.error, "error")
    changed, undo_url = job.counts.get("changed"), ""
    if changed and job.params["action"]:
        args = [job.audience_id, job.params["action"]]
        undo_url = reverse("audiences:action_undo", args=args)
    if job.state == Job.State.CANCELED:
        text = _("Stopped on the way. %s") % bulk.result(job)
        return Toast(text, "info", undo_url=undo_url)
    if not changed:
        return Toast(_("Nothing to change: %s") % bulk.result(job), "info")
    return Toast(bulk.result(job), undo_url=undo_url)
