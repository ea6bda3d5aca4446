"""What an answer that is no success says: one kind of document, whatever went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from api.links import base_of
from api.requests import request_id

CONTENT_TYPE = "application/problem+json; charset=utf-8"
INVALID = "The resource submitted could not be validated. For field-specific details, "
INVALID += "see the 'errors' array."

MOST_ERRORS = 100  # that are told of

type Errors = Sequence[tuple[str, str]]  # dotted path or "", and what is wrong there


class Problem(Exception):
    """Why a request is not answered with what it asked for."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: Errors = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}


def invalid(*errors: tuple[str, str], detail: str = INVALID) -> Problem:
    return Problem(400, "Invalid Resource", detail, errors)


def bad_request(title: str, detail: str) -> Problem:
    return Problem(400, title, detail)


def forbidden() -> Problem:
    detail = "The role of this API key does not allow it."
    return Problem(403, "Forbidden", detail)


def not_found() -> Problem:
    detail = "The requested resource could not be found."
    return Problem(404, "Resource Not Found", detail)


def method_not_allowed(allow: str) -> Problem:
    detail = "The requested method and resource are not compatible. See the Allow "
    detail += "header for this resource's available methods."
    return Problem(405, "Method Not Allowed", detail, headers={"Allow": allow})


def too_large(detail: str) -> Problem:
    return Problem(413, "Request Too Large", detail)


def too_many(seconds: int) -> Problem:
    detail = f"This API key asks too often. Try again in {seconds} s."
    headers = {"Retry-After": str(seconds)}
    return Problem(429, "Too Many Requests", detail, headers=headers)


def internal() -> Problem:
    detail = "A deep, internal error has occurred. It is in the log of the server, by "
    detail += "the id of this request."
    return Problem(500, "Internal Server Error", detail)


def response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a document, named by the id of the request."""
    description = f"{base_of(request)}/openapi.json"
    document = {
        "type": f"{description}#{slugify(problem.title)}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request_id(request),
    }
    if problem.errors:
        document["errors"] = [
            {"field": field, "message": message}
            for field, message in problem.errors[:MOST_ERRORS]
        ]
    response = HttpResponse(
        json.dumps(document), status=problem.status, content_type=CONTENT_TYPE
    )
    for name, value in problem.headers.items():
        response.headers[name] = value
    schema = f"{description}#/components/schemas/Problem"
    response.headers["Link"] = f'<{schema}>; rel="describedBy"'
    return response
