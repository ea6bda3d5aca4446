"""A file of past events on its way into the log: mapped, checked, run, reported."""

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
from contacts import uploading
from contacts.forms.past import PastDialectForm, PastForm, PastUploadForm
from contacts.forms.uploads import DialectForm
from contacts.models import PastImport
from contacts.past import history, preview, refusals, running, undoing
from contacts.reported.words import kept_in_words
from contacts.views import uploading as pages

METHODS = ["GET", "HEAD", "POST"]
MAP = "contacts/pastimport_map.html"


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return pages.take_in(
        request,
        audience,
        PastUploadForm,
        "contacts/pastimport_create.html",
        then="contacts:pastimport_map",
        kept=kept_in_words(audience.account),
        runs=history.latest(audience),
    )


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_sheet(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    return pages.choose_sheet(request, run, "contacts/pastimport_sheet.html")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_map(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if not run.can_be_mapped:
        return pages.onwards(run)
    dialect = pages.read_as_posted(request, run, PastDialectForm)
    if dialect.is_valid():
        return redirect(run.url("map"))
    return _mapping(request, run, PastForm(None, run=run), dialect)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_preview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The first rows as what is chosen makes them, before it is settled."""
    run = _run(audience, pk)
    if not run.can_be_mapped:
        return pages.onwards(run)
    form = PastForm(request.POST, run=run)
    shown: list[preview.Shown] = []
    if form.is_valid():
        form.settle(run)
        with pages.file_or_404():
            shown = preview.rows_of(run)
    context = {"audience": audience, "form": form, "shown": shown}
    return render(request, f"{MAP}#past-preview", context)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_check(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if request.method == "POST" and run.can_be_mapped:
        return _check(request, run)
    if run.page != "check" or run.check_job is None:
        return pages.onwards(run)
    if over := pages.seen_to_its_end(request, run.check_job):
        return over
    context = _outcome(request, run) | {"limit": running.lacks_room(run)}
    template = "contacts/pastimport_check.html"
    return render_page(request, template, context, partial="past-check")


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_start(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return pages.start(request, _run(audience, pk), running.launch)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_discard(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    sentence = _("The file is gone; nothing was imported.")
    then = "contacts:pastimport_create"
    return pages.throw_away(request, _run(audience, pk), sentence, then=then)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_cancel(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return pages.cancel(_run(audience, pk))


@require_safe
@audience_scoped(Right.MANAGE)
def pastimport_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if run.job is None:
        return pages.onwards(run)
    if over := pages.seen_to_its_end(request, run.job):
        return over
    context = {
        "can_undo": undoing.can_undo(run),
        "undo_job": undoing.job_of(run),
        "people_url": history.people_url(run),
        **_outcome(request, run),
    }
    template = "contacts/pastimport_detail.html"
    return render_page(request, template, context, partial="past-state")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_undo(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if request.method == "POST" or not undoing.can_undo(run) or run.job is None:
        return pages.undo(request, run, undoing.undo)
    context = {"audience": audience, "run": run, "report": running.report(run.job)}
    template = "contacts/pastimport_undo.html"
    return render_page(request, template, context, partial="upload-undo")


@require_safe
@audience_scoped(Right.MANAGE)
def pastimport_refused(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    run = _run(audience, pk)
    return pages.refused_csv(run, refusals.csv_of(run), otherwise="events")


def _run(audience: Audience, pk: int) -> PastImport:
    run: PastImport = pages.upload_of(audience, audience.pastimports, pk)
    return run


def _mapping(
    request: AudienceRequest, run: PastImport, form: PastForm, dialect: DialectForm
) -> HttpResponse:
    with pages.file_or_404():
        rows, shown = uploading.rows_about(run), preview.rows_of(run)
        return pages.mapping(request, MAP, run, form, dialect, rows=rows, shown=shown)


def _check(request: AudienceRequest, run: PastImport) -> HttpResponse:
    """Settle what was chosen and find out what comes of it, or say what is wrong."""
    form = PastForm(request.POST, run=run)
    if pages.is_checked(run, form, running.begin_check):
        return redirect(run.url("check"))
    return _mapping(request, run, form, PastDialectForm.of(run))


def _outcome(request: AudienceRequest, run: PastImport) -> dict[str, Any]:
    """What the import did, or would do."""
    job = run.job or run.check_job
    is_over = job is not None and not job.is_open
    return {
        "audience": run.audience,
        "run": run,
        "report": running.report(job) if job else {},
        "refused": refusals.page_of(run, *pages.lines_asked(request)),
        "reasons": refusals.by_reason(job) if job and is_over else [],
    }
