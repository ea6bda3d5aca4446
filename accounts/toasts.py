"""Short notes at the edge of the page, some with a way back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TAG = "toast"


@dataclass(frozen=True, slots=True)
class Toast:
    text: str
    level: str = "success"  # or "info", "warning", "error"
    undo_url: str = ""
    undo_fields: dict[str, str] = field(default_factory=dict)


def show(request: HttpRequest, toast: Toast) -> None:
    """Show the toast on the next whole page."""
    messages.info(request, json.dumps(asdict(toast)), extra_tags=TAG)


def pending(request: HttpRequest) -> list[Toast]:
    """The toasts that wait for this page, each once, with messages of libraries."""
    return [_toast_of(message) for message in messages.get_messages(request)]


def _toast_of(message: Message) -> Toast:
    if message.extra_tags == TAG:
        return Toast(**json.loads(str(message)))
    return Toast(str(message), level=message.level_tag)


def append(response: HttpResponse, request: HttpRequest, toast: Toast) -> HttpResponse:
    """Let the toast come along with a part of a page."""
    html = render_to_string("components/toast_partial.html", {"toast": toast}, request)
    response.write(html)
    return response
