"""The addresses of the API: every resource below one root."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from ninja import Router

from api import problems
from api.answers import answer
from api.requests import ApiRequest
from api.service import service
from api.views import interests, lists, merge_fields, roots

ROUTERS: list[Router] = [
    roots.router,
    lists.router,
    merge_fields.router,
    interests.router,
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

rest = Router()


@rest.get("openapi.json", auth=None, include_in_schema=False)
def description(request: ApiRequest) -> HttpResponse:
    """What there is, for programs; it says nothing of anybody's data."""
    return answer(request, api.get_openapi_schema(path_prefix="/3.0/"))


@rest.api_operation(METHODS, "{path:unknown}", include_in_schema=False)
def nothing_here(request: ApiRequest, unknown: str) -> HttpResponse:
    raise problems.not_found()


api = service()
for router in (*ROUTERS, rest):
    api.add_router("", router)

routes, app, namespace = api.urls
for route in routes:
    if view := route.callback:
        login_not_required(view)

urlpatterns = [path("3.0/", (routes, app, namespace))]
