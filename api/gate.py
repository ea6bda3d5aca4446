"""What every request to the API passes on its way in, and its answer on its way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from api import problems
from api.links import ROOT
from api.problems import Problem
from api.requests import request_id

OVERRIDE = "X-HTTP-Method-Override"


class Gate:
    """Middleware: what holds below the root of the API alone.

    A slash at the end changes nothing and is never redirected, HEAD is a GET without
    its body, every answer has an id, and every failure is a problem document, be it
    from below or from another middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_below(request):
            return self.get_response(request)
        method = request.method
        try:
            _prepare(request)
            with translation.override("en"):
                response = self.get_response(request)
            response = _problem_of(request, response)
        except Problem as problem:
            response = problems.response(request, problem)
        response.headers["X-Request-Id"] = request_id(request)
        if method == "HEAD":
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Speak English, after the middleware that chose another language."""
        if is_below(request):
            translation.activate("en")


def is_below(request: HttpRequest) -> bool:
    path = request.path_info
    return path == ROOT or path.startswith(f"{ROOT}/")


def _prepare(request: HttpRequest) -> None:
    path = request.path_info.rstrip("/")
    _go(request, f"{ROOT}/" if path == ROOT else path)
    if "\0" in path:
        raise problems.not_found()
    if "%00" in request.META.get("QUERY_STRING", ""):
        raise problems.invalid(("", "The query has a null character"))
    if request.method == "HEAD":
        request.method = "GET"
    if method := request.headers.get(OVERRIDE, "").strip().upper():
        if request.method != "POST":
            detail = f"{OVERRIDE} can be used with POST alone."
            raise Problem(422, "Invalid Method Override", detail)
        request.method = method


def _go(request: HttpRequest, path: str) -> None:
    request.path = request.path.removesuffix(request.path_info) + path
    request.path_info = path


def _problem_of(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or the problem that a page of the interface would tell people."""
    status = response.status_code
    said = response.headers.get("Content-Type", "")
    if status < 400 or said == problems.CONTENT_TYPE:
        return response
    match status:
        case 404:
            problem = problems.not_found()
        case 405:
            allowed = sorted(response.headers["Allow"].split(", "))
            problem = problems.method_not_allowed(", ".join(allowed))
        case _ if status < 500:
            detail = "The request could not be understood."
            problem = Problem(status, response.reason_phrase, detail)
        case _:
            problem = problems.internal()
    return problems.response(request, problem)
