"""Giving a preference to everyone in a segment, or taking it from them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.http import client_ip, render_page
from accounts.roles import Right
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from preferences.bulk import params_of
from preferences.views.centre import worked
from segments.forms.giving import GIVE, GiveForm

TEMPLATE = "segments/segment_give.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def segment_give(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    named = {name: request.GET.get(name, "") for name in ("preference", "segment")}
    form = GiveForm(data, audience=audience, initial={**named, "way": GIVE})
    if form.is_valid():
        return _start(request, audience, form)
    context = {"audience": audience, "form": form}
    status = 422 if form.is_bound else 200
    partial = "segment-give"
    return render_page(request, TEMPLATE, context, partial=partial, status=status)


def _start(
    request: AudienceRequest, audience: Audience, form: GiveForm
) -> HttpResponse:
    inside = ("segment", str(form.cleaned_data["segment"]))
    selection = Selection(Filter(facts=(inside,)))
    verb = bulk.verbs[form.cleaned_data["way"]]
    job = bulk.start(
        *(audience, selection, verb, params_of(form.picked)),
        owner=request.user,
        ip=client_ip(request),
    )
    return worked(request, jobs.run_for_now(job))
