"""Contacts taken out into a file, and the file fetched."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import toasts
from accounts.http import client_ip, go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.bulk import Selection
from contacts.exports import launching, running
from contacts.exports.orders import CONTENT_TYPES, Format
from contacts.filters import Filter
from contacts.forms.exports import ExportForm

FORM = "contacts/export_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.GOVERN)
def export_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Ask how, then start; the chosen rows of a list are posted here as well."""
    selection = Selection(Filter.from_query(request.GET))
    if request.method == "POST":
        selection = Selection.from_query(request.POST)
    data = request.POST if "once" in request.POST else None
    form = ExportForm(data, audience=audience, selection=selection)
    if form.is_valid():
        return _start(request, audience, form)
    number = selection.count(audience)
    context = {"audience": audience, "form": form, "number": number}
    status = 422 if form.is_bound else 200
    return render_page(request, FORM, context, partial="contact-export", status=status)


@require_POST
@audience_scoped(Right.GOVERN)
def export_download(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    exports = audience.jobs.filter(kind=running.KIND)
    job = get_object_or_404(exports, pk=pk)
    if not launching.is_there(job):
        toasts.show(request, Toast(_("The file is gone. Export it again."), "error"))
        return redirect("audiences:job_detail", audience.pk, job.pk)
    launching.record_download(job, actor=request.user, ip=client_ip(request))
    response = FileResponse(
        job.result.open("rb"),
        as_attachment=True,
        filename=launching.filename(job),
        content_type=CONTENT_TYPES[Format(job.params["format"])],
    )
    # Said to be as it is, so that its length is known while it comes.
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    return response


def _start(
    request: AudienceRequest, audience: Audience, form: ExportForm
) -> HttpResponse:
    job, is_new = launching.launch(
        audience,
        form.order,
        form.cleaned_data["once"],
        owner=request.user,
        ip=client_ip(request),
    )
    if is_new:
        jobs.run_for_now(job)
    url = reverse("audiences:job_detail", args=[audience.pk, job.pk])
    return go_to(request, url)
