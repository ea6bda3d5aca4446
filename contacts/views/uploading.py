"""What the pages of all uploads do alike: taken in, mapped, run, undone, reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest
from audiences.jobs import JobError
from audiences.models import Audience, Job
from audiences.plans import PlanLimit
from contacts import checking, uploading
from contacts.forms.uploads import DialectForm, FileForm, SheetForm
from contacts.imports import preparing
from contacts.imports.reading import FileRefused
from contacts.models.uploads import MappedUpload, Upload


def take_in(
    request: AudienceRequest,
    audience: Audience,
    form_class: type[FileForm],
    template: str,
    *,
    then: str,
    **context: object,
) -> HttpResponse:
    """Ask for a file, and lead from one that can be read to the page named `then`."""
    posted = request.method == "POST"
    form = form_class(*((request.POST, request.FILES) if posted else ()))
    if form.is_valid() and (upload := form.receive(audience, request.user)):
        return redirect(then, audience.pk, upload.pk)
    context |= {"audience": audience, "form": form}
    return render(request, template, context, status=422 if posted else 200)


def upload_of(audience: Audience, uploads: Any, pk: int) -> Any:
    """One of these uploads of the audience, with its jobs; 404 if there is none."""
    with_jobs = uploads.select_related("job", "check_job", "preparation", "owner")
    run = get_object_or_404(with_jobs, pk=pk)
    run.audience = audience
    return run


def choose_sheet(
    request: AudienceRequest, run: MappedUpload, template: str
) -> HttpResponse:
    """Ask which sheet holds the rows, and tell how far the reading of it is."""
    if run.page != "sheet":  # who watched the reading goes on to the columns
        return HttpResponseClientRefresh() if wants_part(request) else onwards(run)
    form = SheetForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_valid() and not run.is_being_prepared:
        preparing.choose(run, form.cleaned_data["sheet"])
        return onwards(run)
    context = {"audience": run.audience, "run": run, "form": form}
    status = 422 if form.errors else 200
    return render_page(
        request, template, context, partial="upload-sheet", status=status
    )


def read_as_posted(
    request: AudienceRequest, run: MappedUpload, form_class: type[DialectForm]
) -> DialectForm:
    """How the file is read; a way that is posted is valid when it makes rows of it."""
    form = form_class.of(run, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            uploading.read_anew(run, form.dialect)
        except FileRefused as refused:
            form.add_error(None, str(refused))
    return form


@contextmanager
def file_or_404() -> Iterator[None]:
    """Who asks for what a file says that is kept no more finds nothing."""
    try:
        yield
    except FileRefused as gone:
        raise Http404(str(gone)) from None


def mapping(
    request: AudienceRequest,
    template: str,
    run: MappedUpload,
    form: Any,
    dialect: DialectForm,
    **more: object,
) -> HttpResponse:
    """The page where columns are mapped; 422 when something posted was wrong."""
    head = uploading.head_of(run)
    context: dict[str, Any] = {
        "audience": run.audience,
        "run": run,
        "form": form,
        "dialect": dialect,
        "columns": [
            (column, head.said(n)[:3]) for n, column in enumerate(form.columns)
        ],
        **more,
    }
    status = 422 if form.is_bound or dialect.is_bound else 200
    return render(request, template, context, status=status)


def is_checked[Run: MappedUpload](
    run: Run, form: Any, begin: Callable[[Run], Job]
) -> bool:
    """Settle what was chosen and find out what comes of it; else the form says why."""
    if not form.is_valid():
        return False
    try:
        checking.check(run, form.settle, begin)
    except JobError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def start(
    request: AudienceRequest,
    run: MappedUpload,
    launch: Callable[[Audience, int], MappedUpload],
) -> HttpResponse:
    """Begin what was checked, or say why that cannot be."""
    try:
        return onwards(launch(run.audience, run.pk))
    except (PlanLimit, JobError) as refused:
        toasts.show(request, Toast(str(refused), "error"))
        return redirect(run.url("check"))


def cancel(run: MappedUpload) -> HttpResponse:
    """Ask the import to stop, or the check of it."""
    if job := run.job or run.check_job:
        jobs.cancel(job)
    return onwards(run)


def undo(
    request: AudienceRequest,
    run: MappedUpload,
    undo: Callable[..., Job | None],
) -> HttpResponse:
    """Begin to undo the import, or say why that cannot be."""
    try:
        if undo(run.audience, run.pk, actor=request.user) is None:
            text = _("This import cannot be undone, or was undone already.")
            toasts.show(request, Toast(text, "info"))
    except JobError as refused:
        toasts.show(request, Toast(str(refused), "error"))
    return redirect(run)


def onwards(run: MappedUpload) -> HttpResponse:
    """Lead to the page that the import has come to."""
    return redirect(run.url(run.page))


def throw_away(
    request: AudienceRequest, upload: Upload, sentence: str, *, then: str
) -> HttpResponse:
    """Discard what nothing was done with yet, and say so on the page named `then`."""
    if not uploading.throw_away(upload):
        return redirect(upload)
    toasts.show(request, Toast(sentence))
    return redirect(then, upload.audience_id)


def seen_to_its_end(request: AudienceRequest, job: Job) -> HttpResponse | None:
    """Load the page anew for who watched the job, once it is over.

    Counts around it have changed as well.
    """
    if wants_part(request) and "watch" in request.GET and not job.is_open:
        return HttpResponseClientRefresh()
    return None


def lines_asked(request: AudienceRequest) -> tuple[int | None, int | None]:
    """The lines behind which, and before which, refused rows are asked for."""
    return number(request.GET.get("after")), number(request.GET.get("before"))


def refused_csv(
    upload: Upload, pieces: Iterable[str], *, otherwise: str
) -> StreamingHttpResponse:
    """The refused rows to take away, named after the file or `otherwise`."""
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    stem = slugify(upload.filename.rpartition(".")[0]) or otherwise
    response["Content-Disposition"] = f'attachment; filename="{stem}-refused.csv"'
    return response


def number(text: str | None) -> int | None:
    """The line or id that a query string names, if it is one."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else None
