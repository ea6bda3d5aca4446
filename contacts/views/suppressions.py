"""The list of suppressed addresses: counted, looked into, lifted, added to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import client_ip, go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.causes import Cause
from contacts.forms.privacy import (
    LiftForm,
    LookUpForm,
    SuppressionForm,
    SuppressionUploadForm,
)
from contacts.suppressions import desk, refusals, running
from contacts.views.uploading import (
    refused_csv,
    seen_to_its_end,
    take_in,
    throw_away,
)

LIST = "contacts/suppression_list.html"
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.GOVERN)
def suppression_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return _show(request, audience, LookUpForm(audience=audience))


@require_POST
@audience_scoped(Right.GOVERN)
def suppression_look_up(request: AudienceRequest, audience: Audience) -> HttpResponse:
    form = LookUpForm(request.POST, audience=audience)
    answer = None
    if form.is_valid():
        address = form.cleaned_data["address"]
        try:
            answer = desk.look_up(audience, address, user=request.user)
        except desk.TooOftenError as error:
            form.add_error("address", str(error))
    return _show(request, audience, form, answer)


@require_POST
@audience_scoped(Right.GOVERN)
def suppression_lift(request: AudienceRequest, audience: Audience) -> HttpResponse:
    form = LiftForm(request.POST, audience=audience)
    if not form.is_valid():
        look_up = LookUpForm(request.POST, audience=audience)
        address = form.cleaned_data.get("address")
        answer = desk.answer_of(audience, address) if address else None
        return _show(request, audience, look_up, answer, form)
    said = form.cleaned_data
    cause = Cause(audience, "staff", actor=request.user, ip=client_ip(request))
    wide = not request.membership.is_narrowed
    address = said["address"]
    lifted = desk.lift(audience, address, said["reason"], cause, wide=wide)
    free = _("The address may be added again.")
    if address.startswith("+"):
        free = _("The number may be subscribed to SMS again.")
    text = free if lifted else _("Nothing was lifted.")
    toasts.show(request, Toast(text, "success" if lifted else "info"))
    return go_to(request, request.path.removesuffix("lift/"))


@require_http_methods(METHODS)
@audience_scoped(Right.GOVERN)
def suppressionlist_create(
    request: AudienceRequest, audience: Audience
) -> HttpResponse:
    template = "contacts/suppressionlist_form.html"
    then = "contacts:suppressionlist_update"
    return take_in(request, audience, SuppressionUploadForm, template, then=then)


@require_http_methods(METHODS)
@audience_scoped(Right.GOVERN)
def suppressionlist_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """What it holds, before anything is done with it."""
    listed = get_object_or_404(audience.suppressionlists, pk=pk)
    listed.audience = audience
    if listed.job_id:
        return redirect(listed)
    form = SuppressionForm(
        request.POST if request.method == "POST" else None, instance=listed
    )
    if form.is_valid():
        form.save()
        listed, is_new = running.launch(audience, pk, ip=client_ip(request))
        if is_new and listed.job:
            jobs.run_for_now(listed.job)
        return redirect(listed)
    context = {"audience": audience, "listed": listed, "form": form}
    status = 422 if form.is_bound else 200
    template = "contacts/suppressionlist_check.html"
    return render(request, template, context, status=status)


@require_POST
@audience_scoped(Right.GOVERN)
def suppressionlist_discard(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    listed = get_object_or_404(audience.suppressionlists, pk=pk)
    sentence = _("The file is gone; nobody was suppressed.")
    return throw_away(request, listed, sentence, then="contacts:suppression_list")


@require_safe
@audience_scoped(Right.GOVERN)
def suppressionlist_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    lists = audience.suppressionlists.select_related("job")
    listed = get_object_or_404(lists, pk=pk)
    if listed.job is None:
        return redirect("contacts:suppressionlist_update", audience.pk, pk)
    if over := seen_to_its_end(request, listed.job):
        return over
    context = {
        "audience": audience,
        "listed": listed,
        "report": running.report(listed.job),
        "refused": refusals.first_of(listed),
    }
    template = "contacts/suppressionlist_detail.html"
    return render_page(request, template, context, partial="suppression-state")


@require_safe
@audience_scoped(Right.GOVERN)
def suppressionlist_refused(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponseBase:
    listed = get_object_or_404(audience.suppressionlists, pk=pk)
    return refused_csv(listed, refusals.csv_of(listed), otherwise="suppressions")


def _show(
    request: AudienceRequest,
    audience: Audience,
    form: LookUpForm,
    answer: desk.Answer | None = None,
    lift_form: LiftForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "audience": audience,
        "form": form,
        "answer": answer,
        "lift_form": lift_form or LiftForm(audience=audience),
    }
    problem = form.errors or (lift_form and lift_form.errors)
    status = 422 if problem else 200
    if wants_part(request):
        return render(request, f"{LIST}#suppression-answer", context, status=status)
    context["kinds"] = [kind.label for kind in desk.KINDS]
    context["counts"] = desk.counts(audience, request.membership)
    context["lists"] = refusals.latest(audience)
    return render(request, LIST, context, status=status)
