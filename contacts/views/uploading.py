"""What the pages of all uploads do alike: taken in, thrown away, reported."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django_htmx.http import HttpResponseClientRefresh

from accounts import toasts
from accounts.http import wants_part
from accounts.toasts import Toast
from audiences.access import AudienceRequest
from audiences.models import Audience, Job
from contacts import uploading
from contacts.forms.uploads import FileForm
from contacts.models.uploads import Upload


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


def throw_away(
    request: AudienceRequest, upload: Upload, sentence: str, *, then: str
) -> HttpResponse:
    """Discard what nothing was done with yet, and say so on the page named `then`."""
    if upload.job_id:
        return redirect(upload)
    uploading.discard(upload)
    toasts.show(request, Toast(sentence))
    return redirect(then, upload.audience_id)


def seen_to_its_end(request: AudienceRequest, job: Job) -> HttpResponse | None:
    """Load the page anew for who watched the job, once it is over.

    Counts around it have changed as well.
    """
    if wants_part(request) and "watch" in request.GET and not job.is_open:
        return HttpResponseClientRefresh()
    return None


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
