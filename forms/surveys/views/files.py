"""Answers taken out into a file, and the file fetched."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import toasts
from accounts.http import client_ip, go_to
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.exports import launching
from contacts.exports.orders import CONTENT_TYPES, Format
from forms.surveys import exporting
from forms.surveys.views.finding import find


@require_POST
@audience_scoped(Right.GOVERN)
def survey_export(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    wanted = request.POST.get("format", "")
    format = Format(wanted) if wanted in exporting.FORMATS else Format.CSV
    ip = client_ip(request)
    job = exporting.launch(survey, format, owner=request.user, ip=ip)
    jobs.run_for_now(job)
    return go_to(request, reverse("audiences:job_detail", args=[audience.pk, job.pk]))


@require_POST
@audience_scoped(Right.GOVERN)
def survey_download(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    found = get_object_or_404(audience.jobs.filter(kind=exporting.KIND), pk=pk)
    if not launching.is_there(found):
        toasts.show(request, Toast(_("The file is gone. Export it again."), "error"))
        return redirect("audiences:job_detail", audience.pk, found.pk)
    exporting.record(found, "downloaded", actor=request.user, ip=client_ip(request))
    response = FileResponse(
        found.result.open("rb"),
        as_attachment=True,
        filename=exporting.filename(found),
        content_type=CONTENT_TYPES[Format(found.params["format"])],
    )
    # Said to be as it is, so that its length is known while it comes.
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    return response
