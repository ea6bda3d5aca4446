"""A file of past events on its way into the log: mapped, checked, run, reported."""

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
from contacts.forms.past import PastDialectForm, PastForm, PastUploadForm
from contacts.forms.uploads import DialectForm
from contacts.imports.reading import FileRefused
from contacts.models import PastImport
from contacts.past import history, intake, preview, refusals, running, undoing
from contacts.reported.words import kept_in_words
from contacts.views.uploading import (
    number,
    refused_csv,
    seen_to_its_end,
    take_in,
    throw_away,
)

METHODS = ["GET", "HEAD", "POST"]
MAP = "contacts/pastimport_map.html"


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return take_in(
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
def pastimport_map(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if run.job_id:
        return redirect(run)
    if run.check_job and run.check_job.is_open:
        return redirect("contacts:pastimport_check", audience.pk, pk)
    data = request.POST if request.method == "POST" else None
    dialect = PastDialectForm.of(run, data)
    if dialect.is_valid():
        try:
            intake.read_anew(run, dialect.dialect)
            return redirect("contacts:pastimport_map", audience.pk, pk)
        except FileRefused as refused:
            dialect.add_error(None, str(refused))
    return _mapping(request, run, PastForm(None, run=run), dialect)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_preview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The first rows as what is chosen makes them, before it is settled."""
    run = _run(audience, pk)
    if run.job_id:
        return redirect(run)
    form = PastForm(request.POST, run=run)
    is_right = form.is_valid()
    if is_right:
        form.settle(run)
    shown = _first_rows(run) if is_right else []
    context = {"audience": audience, "form": form, "shown": shown}
    return render(request, f"{MAP}#past-preview", context)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_check(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if run.job_id or not run.file:
        return redirect(run)
    if request.method == "POST":
        return _check(request, run)
    if run.check_job is None:
        return redirect("contacts:pastimport_map", audience.pk, pk)
    if over := seen_to_its_end(request, run.check_job):
        return over
    context = _outcome(request, run) | {"limit": running.lacks_room(run)}
    template = "contacts/pastimport_check.html"
    return render_page(request, template, context, partial="past-check")


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_start(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    _run(audience, pk)
    try:
        run, is_new = running.launch(audience, pk)
    except PlanLimit as limit:
        toasts.show(request, Toast(str(limit), "error"))
        return redirect("contacts:pastimport_check", audience.pk, pk)
    if is_new and run.job:
        jobs.run_for_now(run.job)
    return redirect(run)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_discard(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    sentence = _("The file is gone; nothing was imported.")
    then = "contacts:pastimport_create"
    return throw_away(request, _run(audience, pk), sentence, then=then)


@require_POST
@audience_scoped(Right.MANAGE)
def pastimport_cancel(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if job := run.job or run.check_job:
        jobs.cancel(job)
    return redirect(run)


@require_safe
@audience_scoped(Right.MANAGE)
def pastimport_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if run.job is None:
        page = "pastimport_check" if run.check_job_id else "pastimport_map"
        return redirect(f"contacts:{page}", audience.pk, pk)
    if over := seen_to_its_end(request, run.job):
        return over
    context = _outcome(request, run)
    context["can_undo"] = undoing.can_undo(run)
    context["undo_job"] = undoing.job_of(run)
    context["people_url"] = history.people_url(run)
    template = "contacts/pastimport_detail.html"
    return render_page(request, template, context, partial="past-state")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def pastimport_undo(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    run = _run(audience, pk)
    if request.method != "POST" and undoing.can_undo(run) and run.job:
        report = running.report(run.job)
        context = {"audience": audience, "run": run, "report": report}
        template = "contacts/pastimport_undo.html"
        return render_page(request, template, context, partial="past-undo")
    if undoing.undo(audience, pk, actor=request.user) is None:
        text = _("This import cannot be undone, or was undone already.")
        toasts.show(request, Toast(text, "info"))
    return redirect(run)


@require_safe
@audience_scoped(Right.MANAGE)
def pastimport_refused(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    run = _run(audience, pk)
    return refused_csv(run, refusals.csv_of(run), otherwise="events")


def _run(audience: Audience, pk: int) -> PastImport:
    runs = audience.pastimports.select_related("job", "check_job", "owner")
    run: PastImport = get_object_or_404(runs, pk=pk)
    run.audience = audience
    return run


def _mapping(
    request: AudienceRequest, run: PastImport, form: PastForm, dialect: DialectForm
) -> HttpResponse:
    """The page where columns are mapped; 422 when something posted was wrong."""
    try:
        head = uploading.head_of(run)
        rows = uploading.rows_about(run)
    except FileRefused as gone:
        raise Http404(str(gone)) from None
    context: dict[str, Any] = {
        "audience": run.audience,
        "run": run,
        "form": form,
        "dialect": dialect,
        "rows": rows,
        "shown": _first_rows(run),
        "columns": [
            (column, [cell for cell in head.column(place) if cell.strip()][:3])
            for place, column in enumerate(form.columns)
        ],
    }
    status = 422 if form.is_bound or dialect.is_bound else 200
    return render(request, MAP, context, status=status)


def _first_rows(run: PastImport) -> list[preview.Shown]:
    try:
        return preview.rows_of(run)
    except FileRefused as gone:
        raise Http404(str(gone)) from None


def _check(request: AudienceRequest, run: PastImport) -> HttpResponse:
    """Settle what was chosen and find out what comes of it, or say what is wrong."""
    form = PastForm(request.POST, run=run)
    if not form.is_valid():
        return _mapping(request, run, form, PastDialectForm.of(run))
    running.check(run.audience, run.pk, form.settle)
    return redirect("contacts:pastimport_check", run.audience_id, run.pk)


def _outcome(request: AudienceRequest, run: PastImport) -> dict[str, Any]:
    """What the import did, or would do."""
    after, before = (number(request.GET.get(name)) for name in ("after", "before"))
    job = run.job or run.check_job
    is_over = job is not None and not job.is_open
    return {
        "audience": run.audience,
        "run": run,
        "report": running.report(job) if job else {},
        "refused": refusals.page_of(run, after, before),
        "reasons": refusals.by_reason(job) if job and is_over else [],
    }
