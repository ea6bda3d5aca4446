"""Surveys as staff has them: listed, made, opened, closed, copied and deleted."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import client_ip, go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.surveys import making
from forms.surveys.naming import DeleteForm, NewForm
from forms.surveys.views.finding import answer, find

METHODS = ["GET", "HEAD", "POST"]
LIST = "forms/survey_list.html"
CREATE = "forms/survey_create.html"
DELETE = "forms/survey_delete.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def survey_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    surveys = list(audience.surveys.with_counts().in_order())
    for survey in surveys:
        survey.audience = audience
    context = {
        "audience": audience,
        "surveys": sorted(surveys, key=lambda survey: survey.closed_at is not None),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="survey-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def survey_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    if not making.has_room(audience):
        text = _("An audience has at most %s surveys.") % making.MOST
        return answer(request, audience, Toast(text, "error"))
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kind, name = form.cleaned_data["kind"], form.cleaned_data["name"]
        design = making.new_design(audience, kind)
        ip = client_ip(request)
        made = making.make(audience, kind, name, design, actor=request.user, ip=ip)
        url = reverse("forms:survey_update", args=[audience.pk, made.pk])
        return go_to(request, url)
    context = {"audience": audience, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, CREATE, context, partial="survey-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def survey_publish(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    making.publish(survey, actor=request.user, ip=client_ip(request))
    text = _("“%s” is open: people can answer it.") % survey.name
    return answer(request, audience, Toast(text))


@require_POST
@audience_scoped(Right.MANAGE)
def survey_close(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    survey = find(audience, pk)
    making.close(survey, actor=request.user, ip=client_ip(request))
    url = reverse("forms:survey_publish", args=[audience.pk, pk])
    text = _("“%s” is closed: nobody can answer it.") % survey.name
    return answer(request, audience, Toast(text, undo_url=url))


@require_POST
@audience_scoped(Right.MANAGE)
def survey_duplicate(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    if not making.has_room(audience):
        text = _("An audience has at most %s surveys.") % making.MOST
        return answer(request, audience, Toast(text, "error"))
    copied = making.duplicate(survey, actor=request.user, ip=client_ip(request))
    return go_to(request, reverse("forms:survey_update", args=[audience.pk, copied.pk]))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def survey_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    data = request.POST if request.method == "POST" else None
    form = DeleteForm(data, survey=survey)
    if form.is_valid():
        making.delete(survey, actor=request.user, ip=client_ip(request))
        return answer(request, audience, Toast(_("“%s” is deleted.") % survey.name))
    context = {"audience": audience, "survey": survey, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, DELETE, context, partial="survey-delete", status=status)
