"""The API as a whole: who may ask, and what becomes of what goes wrong."""

from __future__ import annotations

import logging
import math
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.security.base import AuthBase

from accounts import limits
from api import problems
from api.bodies import BodyParser
from api.describing import with_problem_types
from api.keys import key_of
from api.models import ApiKey
from api.problems import Problem
from api.refusals import refusal_of
from api.requests import request_id
from api.schemas import events

log = logging.getLogger(__name__)


class KeyAuth(AuthBase):
    """Lets in who shows a key, as often as its bucket lasts."""

    openapi_type = "http"
    openapi_scheme = "basic"
    openapi_description = "Any user name, and the API key as the password."

    def __call__(self, request: HttpRequest) -> ApiKey:
        key = key_of(request)
        _check_limit(key)
        request.key = key  # type: ignore[attr-defined]  # what ApiRequest promises
        return key


class Service(NinjaAPI):
    """Ninja, with problem documents for all that it says itself."""

    def validation_error_from_error_contexts(self, error_contexts: Any) -> Any:
        return refusal_of(error_contexts)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.response(request, _problem_of(request, exc))

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **where: Any) -> Any:
        description = super().get_openapi_schema(**where)
        description["components"]["schemas"] |= events.SCHEMAS
        return with_problem_types(description)


def service() -> Service:
    return Service(
        title="Parterre",
        version="3.0",
        description="Compatible with the Mailchimp Marketing API 3.0.",
        auth=KeyAuth(),
        parser=BodyParser(),
        openapi_url=None,
        urls_namespace="v3",
    )


def _problem_of(request: HttpRequest, exc: Exception) -> Problem:
    # What a parser raises, ninja wraps into an error of its own.
    cause = exc.__cause__ if isinstance(exc, HttpError) else exc
    match cause:
        case Problem():
            return cause
        case Http404():
            return problems.not_found()
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
            return problems.too_large(f"The body of a request holds {most} MB at most.")
        case UnreadablePostError():
            return problems.bad_request("Bad Request", "The body ended too early.")
    log.error(
        "%s %s failed as request %s",
        *(request.method, request.path, request_id(request)),
        exc_info=exc,
    )
    return problems.internal()


def _check_limit(key: ApiKey) -> None:
    """Take one from the bucket of the key; raises a Problem when it is empty."""
    if settings.API_REQUESTS_PER_MINUTE:
        rate = limits.Rate(settings.API_REQUESTS_PER_MINUTE, seconds=60)
        if not limits.take(f"api:{key.pk}", rate):
            raise problems.too_many(math.ceil(rate.seconds / rate.most))
