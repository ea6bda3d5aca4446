"""What the views of senders answer alike."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import HtmxHttpRequest, wants_part
from accounts.toasts import Toast


def posted(request: HtmxHttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def done(request: HtmxHttpRequest, toast: Toast, url: str) -> HttpResponse:
    """Say what was done; the page at hand fetches what shows it anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect(url)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, toast)
    trigger_client_event(response, "senders-changed")
    return trigger_client_event(response, "dialog-close")
