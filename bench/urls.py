"""What the product answers, and views that only insert, redirect, or do nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.statements import execute
from config.urls import urlpatterns as product

INSERT = """
INSERT INTO bench_bare
VALUES ('custom', 1, 1, 1, now(), now(), %(said)s::jsonb, false)
"""


@csrf_exempt
@login_not_required
def insert(request: HttpRequest) -> HttpResponse:
    execute(INSERT, {"said": request.body.decode()})
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


@login_not_required
def redirect(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": "https://shop.example/tea"})


urlpatterns = [
    path("bench/insert", insert),
    path("bench/nothing", nothing),
    path("bench/redirect", redirect),
    *product,
]
