"""What was answered, as staff reads it: counted, written, and each by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.http import render_page
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.models import Submission, Survey
from forms.surveys import listing
from forms.surveys.conditions import url_of_people
from forms.surveys.design import Design
from forms.surveys.listing import Asked
from forms.surveys.periods import Period
from forms.surveys.results import results_of
from forms.surveys.views.finding import find
from forms.surveys.wording import in_words

RESULTS = "forms/survey_results.html"
TEXTS = "forms/survey_texts.html"
LIST = "forms/submission_list.html"
DETAIL = "forms/submission_detail.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def survey_results(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    period = Period.of(audience, request.GET)
    context = {
        **_about(request, survey, period),
        "results": results_of(survey, period),
        "people_url": url_of_people(survey),
        "may_export": request.membership.may(Right.GOVERN),
    }
    return render_page(request, RESULTS, context, partial="survey-results")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def survey_texts(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """All that was written to one question."""
    survey = find(audience, pk)
    asked = Asked.of(Design.of(survey.design), request.GET).question
    if asked is None:
        return redirect("forms:survey_results", audience.pk, pk)
    period = Period.of(audience, request.GET)
    before = request.GET.get("before", "")
    context = {
        **_about(request, survey, period),
        "title": asked.title((audience.language,)),
        "page": listing.texts(survey, period, asked, before),
    }
    return render_page(request, TEXTS, context, partial="survey-texts")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def survey_answers(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    survey = find(audience, pk)
    period = Period.of(audience, request.GET)
    asked = Asked.of(Design.of(survey.design), request.GET)
    before = request.GET.get("before", "")
    context = {
        **_about(request, survey, period),
        "asked": asked,
        "narrowed": asked.words((audience.language,)),
        "page": listing.submissions(survey, period, asked, before),
    }
    return render_page(request, LIST, context, partial="submission-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def submission_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    rows = audience.submissions.select_related("contact", "survey")
    row: Submission = get_object_or_404(rows, pk=pk)
    survey = row.survey
    survey.audience = audience
    answers = row.answers.in_order()
    languages = (audience.language,)
    context = {
        "audience": audience,
        "survey": survey,
        "submission": row,
        "answers": in_words(Design.of(survey.design), answers, languages),
    }
    return render_page(request, DETAIL, context, partial="submission-detail")


def _about(request: AudienceRequest, survey: Survey, period: Period) -> dict[str, Any]:
    return {
        "audience": survey.audience,
        "survey": survey,
        "period": period,
        "may_manage": request.membership.may(Right.MANAGE),
    }
