"""A file on its way into an audience: chosen, mapped, run, reported."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import render_page
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.forms.imports import ImportForm
from contacts.forms.uploads import DialectForm, UploadForm
from contacts.imports import (
    history,
    intake,
    launching,
    lists,
    making,
    refusals,
    running,
    tallies,
    undoing,
)
from contacts.models import Import
from contacts.views import uploading as pages

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.MANAGE)
def import_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    page = history.page_of(audience, before=pages.number(request.GET.get("before")))
    context = {"audience": audience, "page": page}
    return render(request, "contacts/import_list.html", context)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    template = "contacts/import_create.html"
    then = "contacts:import_map"
    return pages.take_in(request, audience, UploadForm, template, then=then)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_sheet(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = _run(audience, pk)
    return pages.choose_sheet(request, run, "contacts/import_sheet.html")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_map(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = _run(audience, pk)
    if not run.can_be_mapped:
        return pages.onwards(run)
    dialect = pages.read_as_posted(request, run, DialectForm)
    if dialect.is_valid():
        return redirect(run.url("map"))
    return _mapping(request, run, ImportForm(None, run=run), dialect)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_check(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = _run(audience, pk)
    if request.method == "POST" and run.can_be_mapped:
        return _check(request, run)
    if run.page != "check" or run.check_job is None:
        return pages.onwards(run)
    if over := pages.seen_to_its_end(request, run.check_job):
        return over
    context = _outcome(request, run) | {"made": making.made_by(run)}
    template = "contacts/import_check.html"
    return render_page(request, template, context, partial="import-check")


@require_POST
@audience_scoped(Right.MANAGE)
def import_start(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    return pages.start(request, _run(audience, pk), launching.launch)


@require_POST
@audience_scoped(Right.MANAGE)
def import_discard(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    sentence = _("The file is gone; nothing was imported.")
    then = "contacts:import_list"
    return pages.throw_away(request, _run(audience, pk), sentence, then=then)


@require_POST
@audience_scoped(Right.MANAGE)
def import_cancel(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return pages.cancel(_run(audience, pk))


@require_safe
@audience_scoped(Right.MANAGE)
def import_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if run.job is None:
        return pages.onwards(run)
    if over := pages.seen_to_its_end(request, run.job):
        return over
    context = {
        "tags": audience.tags.present().filter(pk__in=run.tag_ids).in_order(),
        "can_undo": undoing.can_undo(run),
        "undo_job": undoing.job_of(run),
        "people_url": history.people_urls(audience, [run.pk]).get(run.pk, ""),
        **_outcome(request, run),
    }
    template = "contacts/import_detail.html"
    return render_page(request, template, context, partial="import-state")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_undo(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = _run(audience, pk)
    if request.method == "POST" or not undoing.can_undo(run) or run.job is None:
        return pages.undo(request, run, undoing.undo)
    context = {"audience": audience, "run": run, "report": running.report(run.job)}
    template = "contacts/import_undo.html"
    return render_page(request, template, context, partial="upload-undo")


@require_safe
@audience_scoped(Right.MANAGE)
def import_refused(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    run = _run(audience, pk)
    return pages.refused_csv(run, refusals.csv_of(run), otherwise="import")


def _run(audience: Audience, pk: int) -> Import:
    run: Import = pages.upload_of(audience, audience.imports, pk)
    return run


def _mapping(
    request: AudienceRequest, run: Import, form: ImportForm, dialect: DialectForm
) -> HttpResponse:
    template = "contacts/import_map.html"
    with pages.file_or_404():
        rows = intake.rows_about(run)
        return pages.mapping(request, template, run, form, dialect, rows=rows)


def _check(request: AudienceRequest, run: Import) -> HttpResponse:
    """Settle what was chosen and find out what comes of it, or say what is wrong."""
    form = ImportForm(request.POST, run=run)
    if pages.is_checked(run, form, launching.begin_check):
        return redirect(run.url("check"))
    return _mapping(request, run, form, DialectForm.of(run))


def _outcome(request: AudienceRequest, run: Import) -> dict[str, Any]:
    """What the import did, or would do."""
    job = run.job or run.check_job
    is_over = job is not None and not job.is_open
    return {
        "audience": run.audience,
        "run": run,
        "report": running.report(job) if job else {},
        "statuses": tallies.by_status(job) if job and run.has_statuses else [],
        "lists": lists.tallies(run) if is_over else [],
        "notes": running.notes(run),
        "refused": refusals.page_of(run, *pages.lines_asked(request)),
        "reasons": refusals.by_reason(run) if is_over else [],
    }
