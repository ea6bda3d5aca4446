"""The survey that a page of staff is about."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import wants_part
from accounts.toasts import Toast
from audiences.access import AudienceRequest
from audiences.models import Audience
from forms.models import Survey


def find(audience: Audience, pk: int) -> Survey:
    surveys = audience.surveys.with_counts()
    survey: Survey = get_object_or_404(surveys, pk=pk)
    survey.audience = audience
    return survey


def answer(request: AudienceRequest, audience: Audience, toast: Toast) -> HttpResponse:
    """Say what was done; what is at hand fetches itself anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("forms:survey_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, toast)
    trigger_client_event(response, "surveys-changed")
    return trigger_client_event(response, "dialog-close")
