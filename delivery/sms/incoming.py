"""What providers of SMS call: the one public door for messages and news of them."""

from __future__ import annotations

import json
import math
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from delivery.models import SmsProgram
from delivery.sms import programs, receipts, receiving, sending
from delivery.sms.providers import Call, Provider, provider_of

LONGEST = 64 * 1024
# Calls that are not genuine, by whoever makes them.
ASTRAY = Rate(60, seconds=60)


@csrf_exempt
@login_not_required
@require_POST
def sms_received(request: HttpRequest, program: UUID) -> HttpResponse:
    """Keep what somebody sent, and do what it says before it is acknowledged."""
    found = _genuine(request, program)
    if isinstance(found, HttpResponse):
        return found
    own, provider, call = found
    heard = provider.heard(call)
    if heard is None:
        return HttpResponse("It says neither who sent it nor its id.", status=400)
    text = receiving.keep(own, heard)
    receiving.act(text, is_answered=bool(heard.word))
    return _receipt(provider)


@csrf_exempt
@login_not_required
@require_POST
def sms_reported(request: HttpRequest, program: UUID, delivery: UUID) -> HttpResponse:
    found = _genuine(request, program)
    if isinstance(found, HttpResponse):
        return found
    own, provider, call = found
    said = provider.said(call)
    if said is None:
        return HttpResponse("It says no status that is known.", status=400)
    about = receipts.take(own.audience, delivery, said)
    if about and provider.is_opt_out(said.code):
        sending.opted_out_there(own, about.email)
    return _receipt(provider)


def _genuine(
    request: HttpRequest, token: UUID
) -> tuple[SmsProgram, Provider, Call] | HttpResponse:
    """Whose call it is; else what is answered to it."""
    program = programs.find(token)
    provider = provider_of(program) if program else None
    call = _call(request)
    if program is None or provider is None or call is None:
        return _astray(request, 404)
    if not provider.is_genuine(call):
        return _astray(request, 403)
    return program, provider, call


def _call(request: HttpRequest) -> Call | None:
    body = request.body
    if len(body) > LONGEST:
        return None
    params = {name: request.POST.getlist(name) for name in request.POST}
    if request.content_type == "application/json":
        params = _from_json(body)
    # As the provider knows it, whatever proxies stand between.
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    return Call(url, params, request.headers, body)


def _from_json(body: bytes) -> dict[str, list[str]]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    kinds = {str, int}  # and not bool, which Python takes for an int
    return {name: [str(each)] for name, each in said.items() if type(each) in kinds}


def _astray(request: HttpRequest, status: int) -> HttpResponse:
    if not limits.take(f"sms:astray:{client_ip(request)}", ASTRAY):
        seconds = str(math.ceil(ASTRAY.seconds / ASTRAY.most))
        return HttpResponse(status=429, headers={"Retry-After": seconds})
    return HttpResponse(status=status)


def _receipt(provider: Provider) -> HttpResponse:
    kind, content = provider.receipt
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")
