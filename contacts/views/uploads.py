"""What is brought for an import: a file, pasted rows, one sheet of a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from accounts.http import render_page, wants_part
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.forms.uploads import SheetForm, UploadForm
from contacts.imports import preparing
from contacts.models import Import
from contacts.views.uploading import take_in

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    template = "contacts/import_create.html"
    then = "contacts:import_map"
    return take_in(request, audience, UploadForm, template, then=then)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def import_sheet(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    run = get_object_or_404(audience.imports.select_related("preparation"), pk=pk)
    if run.file or run.job_id or not run.parts:
        return _over(request, run)
    form = SheetForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_valid() and not run.is_being_prepared:
        preparing.choose(run, form.cleaned_data["sheet"])
        return redirect("contacts:import_map", audience.pk, run.pk)
    context = {"audience": audience, "run": run, "form": form}
    page = ("contacts/import_sheet.html", context)
    status = 422 if form.errors else 200
    return render_page(request, *page, partial="import-sheet", status=status)


def _over(request: AudienceRequest, run: Import) -> HttpResponse:
    """Send whoever watched the reading of a workbook to its columns."""
    if wants_part(request):
        return HttpResponseClientRefresh()
    return redirect("contacts:import_map", run.audience_id, run.pk)
