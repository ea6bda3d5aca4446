"""The builder of a survey, with its preview, and how people get to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.models import Survey
from forms.signup.design import house_language
from forms.surveys import making, sharing
from forms.surveys.answers import AnswerForm
from forms.surveys.building import Building
from forms.surveys.pages import Page
from forms.surveys.views.finding import find

BUILD, SHARE = "forms/survey_build.html", "forms/survey_share.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def survey_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    data = request.POST if request.method == "POST" else None
    building = Building(survey, data)
    if data is None or building.is_working:
        return _build(request, building)
    if not building.is_valid():
        return _build(request, building, status=422)
    toasts.show(request, _saved(survey, building))
    return go_to(request, reverse("forms:survey_update", args=[audience.pk, pk]))


@require_POST
@audience_scoped(Right.MANAGE)
def survey_preview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The survey as it would be shown, in one of the languages of the audience."""
    survey = find(audience, pk)
    building = Building(survey, request.POST)
    context = {"audience": audience, "survey": survey, **_preview(building)}
    return render(request, f"{BUILD}#survey-preview", context)


@require_safe
@audience_scoped(Right.MANAGE)
def survey_share(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    survey = find(audience, pk)
    language = request.GET.get("lang", "")
    language = language if language in audience.spoken else audience.language
    email = request.GET.get("email", "").strip()[:320]
    context = {
        "audience": audience,
        "survey": survey,
        "language": language,
        "languages": sharing.languages_of(audience),
        "html": sharing.html_of(survey, language),
        "email": email,
        "link": sharing.link_of(survey, email),
    }
    return render_page(request, SHARE, context, partial="survey-share")


def _saved(survey: Survey, building: Building) -> Toast:
    cleaned = building.settings.cleaned_data
    making.settle(survey, cleaned["name"], cleaned["notified"])
    aside = making.change(survey, building.clean_design)
    said = _("“%s” is saved.") % survey.name
    if not aside:
        return Toast(said)
    kept = ngettext(
        "%(n)s question with answers is kept aside as it was asked before.",
        "%(n)s questions with answers are kept aside as they were asked before.",
        aside,
    )
    return Toast(f"{said} {kept % {'n': aside}}")


def _build(
    request: AudienceRequest, building: Building, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "audience": building.audience,
        "survey": building.survey,
        "building": building,
        "gifts": building.gifts(),
        "fields": building.fields(),
        "changed": building.data is not None,
        "is_checked": status == 422,
        **_preview(building),
    }
    return render_page(request, BUILD, context, partial="survey-builder", status=status)


def _preview(building: Building) -> dict[str, Any]:
    audience = building.audience
    code = building.data.get("preview-lang", "") if building.data else ""
    language = code if code in audience.spoken else audience.language
    page = Page(building.survey, building.design, language)
    with translation.override(house_language(language)):
        answers = AnswerForm(None, design=page.design, languages=page.languages)
    return {"page": page, "answers": answers}
