"""The page that somebody finds whose link leads nowhere."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delivery.tracking.answers import HEADERS


@login_not_required
@require_safe
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    response = render(request, "delivery/nowhere.html", status=404)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
