"""The addresses of the API: every resource below one root."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from ninja import Router

from api import problems
from api.requests import ApiRequest
from api.service import service
from api.views import roots

ROUTERS: list[Router] = [roots.router]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

rest = Router()


@rest.api_operation(METHODS, "{path:unknown}", include_in_schema=False)
def nothing_here(request: ApiRequest, unknown: str) -> HttpResponse:
    raise problems.not_found()


api = service()
for router in (*ROUTERS, rest):
    api.add_router("", router)

routes, app_name, namespace = api.urls
for route in routes:
    if view := route.callback:
        login_not_required(view)

urlpatterns = [path("3.0/", (routes, app_name, namespace))]
