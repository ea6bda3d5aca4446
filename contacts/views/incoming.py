"""What services post to the addresses of webhooks: the one public door to them."""

from __future__ import annotations

import json
import math
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from contacts.hooks import calls, tokens, words
from contacts.hooks.bodies import Unreadable, body_of, document_of
from contacts.models import Hook, HookCall

PER_HOOK = Rate(600, seconds=60)
# Of addresses that lead nowhere, by whoever tries them: services call for many accounts
# from one machine, and are none the worse for each other.
ASTRAY = Rate(60, seconds=60)
ALLOWED = "GET, HEAD, POST"
LOOKED = "This is the address of a webhook. It takes JSON that is posted to it.\n"
TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    411: "Length Required",
    413: "Too Large",
    429: "Too Many Requests",
}


@csrf_exempt
@login_not_required
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what is posted and take it in; to whoever only looks, say what this is.

    Programs read the answers: they are in English.
    """
    with translation.override("en"):
        return _answer(request, token.strip("/"))


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    found = tokens.find(token)
    return _astray(client_ip(request)) if found is None else _met(request, found)


def _astray(ip: str) -> HttpResponse:
    if not limits.take(f"hook:astray:{ip}", ASTRAY):
        return _too_many(ASTRAY)
    return _problem(404, "No webhook has this address.")


def _met(request: HttpRequest, found: Hook) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return HttpResponse(LOOKED, content_type="text/plain; charset=utf-8")
    if request.method != "POST":
        return _problem(405, "A webhook takes POST alone.", {"Allow": ALLOWED})
    if not limits.take(f"hook:{found.pk}", PER_HOOK):
        return _too_many(PER_HOOK)
    return _taken(request, found)


def _taken(request: HttpRequest, hook: Hook) -> HttpResponse:
    """Answered when what came of it is committed.

    Whatever that is, the sender did its part: the answer is a success, or services
    would send it again and at last give up the address.
    """
    call = calls.call_of(hook, request, 0)
    try:
        body = body_of(request)
        call.size = len(body)
        document = document_of(body, request)
    except Unreadable as unreadable:
        call.state, call.said = HookCall.State.REFUSED, {"why": [unreadable.code, ""]}
        calls.keep(hook, call)
        return _problem(unreadable.status, str(unreadable))
    calls.receive(hook, call, document)
    return _json({"status": call.state, "detail": words.outcome(call), "id": call.pk})


def _too_many(rate: Rate) -> HttpResponse:
    seconds = math.ceil(rate.seconds / rate.most)
    said = f"Too many calls. Try again in {seconds} s."
    return _problem(429, said, {"Retry-After": str(seconds)})


def _problem(
    status: int, detail: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    said = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    kind = "application/problem+json; charset=utf-8"
    return _json(said, status=status, content_type=kind, headers=headers)


def _json(
    said: dict[str, Any],
    *,
    status: int = 200,
    content_type: str = "application/json; charset=utf-8",
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    return HttpResponse(
        json.dumps(said), status=status, content_type=content_type, headers=headers
    )
