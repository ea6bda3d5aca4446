"""A file on its way into an audience: chosen, mapped, run, reported."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from audiences.plans import PlanLimit
from contacts import uploading
from contacts.forms.imports import ImportForm
from contacts.forms.uploads import DialectForm
from contacts.imports import (
    history,
    intake,
    launching,
    lists,
    making,
    mapping,
    refusals,
    rehearsing,
    running,
    tallies,
    undoing,
)
from contacts.imports.reading import FileRefused
from contacts.models import Import
from contacts.views.uploading import (
    number,
    refused_csv,
    seen_to_its_end,
    throw_away,
)

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.MANAGE)
def import_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    page = history.page_of(audience, before=number(request.GET.get("before")))
    context = {"audience": audience, "page": page}
    return render(request, "contacts/import_list.html", context)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_map(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = get_object_or_404(audience.imports, pk=pk)
    if run.job_id:
        return redirect(run)
    if run.original and not run.file:
        return redirect("contacts:import_sheet", audience.pk, run.pk)
    if run.check_job and run.check_job.is_open:
        return redirect("contacts:import_check", audience.pk, run.pk)
    dialect = DialectForm.of(run, request.POST if request.method == "POST" else None)
    if dialect.is_valid():
        try:
            intake.read_anew(run, dialect.dialect)
            return redirect("contacts:import_map", audience.pk, run.pk)
        except FileRefused as refused:
            dialect.add_error(None, str(refused))
    return _mapping(request, run, ImportForm(None, run=run), dialect)


@require_POST
@audience_scoped(Right.MANAGE)
def import_start(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    get_object_or_404(audience.imports, pk=pk)
    try:
        return redirect(launching.launch(audience, pk))
    except PlanLimit as limit:
        toasts.show(request, Toast(str(limit), "error"))
        return redirect("contacts:import_check", audience.pk, pk)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_check(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = get_object_or_404(audience.imports.select_related("check_job"), pk=pk)
    if run.job_id or not run.file:
        return redirect(run)
    if request.method == "POST":
        return _check(request, run)
    if run.check_job is None:
        return redirect("contacts:import_map", audience.pk, run.pk)
    if over := seen_to_its_end(request, run.check_job):
        return over
    made = making.made_by(run)
    context = {"audience": audience, "run": run, "made": made}
    context |= _outcome(request, run)
    template = "contacts/import_check.html"
    return render_page(request, template, context, partial="import-check")


@require_POST
@audience_scoped(Right.MANAGE)
def import_discard(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = get_object_or_404(audience.imports, pk=pk)
    sentence = _("The file is gone; nothing was imported.")
    return throw_away(request, run, sentence, then="contacts:import_list")


@require_safe
@audience_scoped(Right.MANAGE)
def import_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = get_object_or_404(audience.imports.select_related("job"), pk=pk)
    if run.job is None:
        page = "contacts:import_check" if run.check_job_id else "contacts:import_map"
        return redirect(page, audience.pk, run.pk)
    if over := seen_to_its_end(request, run.job):
        return over
    context = {
        "audience": audience,
        "run": run,
        "tags": audience.tags.present().filter(pk__in=run.tag_ids).in_order(),
        "can_undo": undoing.can_undo(run),
        "people_url": history.people_urls(audience, [run.pk]).get(run.pk, ""),
        "undo_job": undoing.job_of(run),
        **_outcome(request, run),
    }
    template = "contacts/import_detail.html"
    return render_page(request, template, context, partial="import-state")


@require_POST
@audience_scoped(Right.MANAGE)
def import_cancel(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = get_object_or_404(audience.imports.select_related("job"), pk=pk)
    if job := run.job or run.check_job:
        jobs.cancel(job)
    return redirect(run)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_undo(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = get_object_or_404(audience.imports.select_related("job"), pk=pk)
    if request.method != "POST" and undoing.can_undo(run) and run.job:
        report = running.report(run.job)
        context = {"audience": audience, "run": run, "report": report}
        template = "contacts/import_undo.html"
        return render_page(request, template, context, partial="import-undo")
    if undoing.undo(audience, pk, actor=request.user) is None:
        text = _("This import cannot be undone, or was undone already.")
        toasts.show(request, Toast(text, "info"))
    return redirect(run)


@require_safe
@audience_scoped(Right.MANAGE)
def import_refused(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    run = get_object_or_404(audience.imports, pk=pk)
    return refused_csv(run, refusals.csv_of(run), otherwise="import")


def _mapping(
    request: AudienceRequest, run: Import, form: ImportForm, dialect: DialectForm
) -> HttpResponse:
    """The page where columns are mapped; 422 when something posted was wrong."""
    try:
        head = uploading.head_of(run)
        rows = intake.rows_about(run)
    except FileRefused as gone:
        raise Http404(str(gone)) from None
    context: dict[str, Any] = {
        "audience": run.audience,
        "run": run,
        "form": form,
        "dialect": dialect,
        "rows": rows,
        "columns": [
            (column, mapping.samples_of(head.rows, index)[:3])
            for index, column in enumerate(form.columns)
        ],
    }
    status = 422 if form.is_bound or dialect.is_bound else 200
    return render(request, "contacts/import_map.html", context, status=status)


def _check(request: AudienceRequest, run: Import) -> HttpResponse:
    """Settle what was chosen and find out what comes of it, or say what is wrong."""
    form = ImportForm(request.POST, run=run)
    if not form.is_valid():
        return _mapping(request, run, form, DialectForm.of(run))
    rehearsing.check(run.audience, run.pk, running.KIND, form.settle)
    return redirect("contacts:import_check", run.audience_id, run.pk)


def _outcome(request: AudienceRequest, run: Import) -> dict[str, Any]:
    """What the import did, or would do."""
    after, before = (number(request.GET.get(name)) for name in ("after", "before"))
    job = run.job or run.check_job
    is_over = job is not None and not job.is_open
    return {
        "report": running.report(job) if job else {},
        "statuses": tallies.by_status(job) if job and run.has_statuses else [],
        "lists": lists.tallies(run) if is_over else [],
        "notes": running.notes(run),
        "refused": refusals.page_of(run, after, before),
        "reasons": refusals.by_reason(run) if is_over else [],
    }
