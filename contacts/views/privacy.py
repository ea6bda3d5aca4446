"""All that is kept of a person handed over, or erased."""

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
from contacts import bulk, elsewhere
from contacts.bulk import Selection
from contacts.exports import personal
from contacts.filters import Filter
from contacts.forms.privacy import EraseForm
from contacts.models import Contact
from contacts.views.profile import find

ERASE = "contacts/contact_erase.html"


@require_POST
@audience_scoped(Right.GOVERN)
def contact_export(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = find(audience, pk)
    ip = client_ip(request)
    job, is_new = personal.launch(contact, owner=request.user, ip=ip)
    if is_new:
        jobs.run_for_now(job)
    return go_to(request, reverse("audiences:job_detail", args=[audience.pk, job.pk]))


@require_POST
@audience_scoped(Right.GOVERN)
def export_personal(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    job = get_object_or_404(audience.jobs.filter(kind=personal.KIND), pk=pk)
    if not personal.is_there(job):
        toasts.show(request, Toast(_("The file is gone. Export it again."), "error"))
        return redirect("audiences:job_detail", audience.pk, job.pk)
    personal.record(job, "downloaded", actor=request.user, ip=client_ip(request))
    response = FileResponse(
        job.result.open("rb"),
        as_attachment=True,
        filename=personal.filename(job),
        content_type="application/zip",
    )
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.GOVERN)
def contact_erase(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = find(audience, pk)
    posted = request.method == "POST"
    form = EraseForm(request.POST if posted else None, contact=contact)
    if form.is_valid():
        return _erase(request, contact)
    others = elsewhere.contacts_like(contact, request.membership)
    context = {"audience": audience, "contact": contact, "form": form}
    return render_page(
        *(request, ERASE, {**context, "others": others}),
        partial="contact-erase",
        status=422 if posted else 200,
    )


def _erase(request: AudienceRequest, contact: Contact) -> HttpResponse:
    audience, verb = contact.audience, bulk.verbs["erase"]
    job = bulk.start(
        audience,
        Selection(Filter(), (contact.pk,)),
        verb,
        {"people": 1},
        owner=request.user,
        ip=client_ip(request),
    )
    job = jobs.run_for_now(job, seconds=5)  # one person is soon erased
    if job.is_open or job.error:
        url = reverse("audiences:job_detail", args=[audience.pk, job.pk])
        return go_to(request, url)
    toasts.show(request, Toast(bulk.result(job)))
    return go_to(request, reverse("contacts:contact_list", args=[audience.pk]))
