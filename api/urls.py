"""The addresses of the API, every resource below one root, and of the page of keys."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path
from ninja import Router

from api import problems
from api.answers import answer
from api.requests import ApiRequest
from api.service import service
from api.views import (
    activity,
    events,
    interests,
    keys,
    members,
    merge_fields,
    notes,
    roots,
    searching,
    segments,
    subscribing,
    tags,
)

ROUTERS: list[Router] = [
    roots.router,
    subscribing.router,  # that of lists
    merge_fields.router,
    interests.router,
    *(members.router, tags.router, notes.router, activity.router),
    events.router,
    *(segments.router, searching.router),
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

routes, ninja_name, namespace = api.urls
for route in routes:
    if view := route.callback:
        login_not_required(view)

app_name = "api"

key_urls = [
    path("", keys.key_list, name="key_list"),
    path("new/", keys.key_create, name="key_create"),
    path("<int:pk>/", keys.key_update, name="key_update"),
    path("<int:pk>/revoke/", keys.key_revoke, name="key_revoke"),
]

urlpatterns = [
    path("3.0/", (routes, ninja_name, namespace)),
    path("accounts/<int:account_id>/api-keys/", include(key_urls)),
]
