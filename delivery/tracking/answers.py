"""What somebody gets who asks for a picture or link of a message."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from ipaddress import ip_address
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.http import client_ip
from delivery import addressing
from delivery.language.scanning import OPENS
from delivery.tracking.buffer import Seen, hits
from delivery.tracking.finding import find
from delivery.tracking.personal import page_for

GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
ASKED = re.compile(r"/([oc])/([a-z2-7]{26})/([a-z2-7]{26})?", re.A)
PIXELS = "/o/"
LONGEST_AGENT = 300
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class Gate:
    """Middleware, before all others: nothing that they do is needed for these.

    Whatever it does not know goes on, and meets the page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        response = None
        if path[:3] in {"/o/", "/c/"} and request.method in {"GET", "HEAD"}:
            response = answer(request, path)
        return response or self.get_response(request)


def answer(request: HttpRequest, path: str) -> HttpResponse | None:
    """The picture, whatever is asked of it; of links those that are ours."""
    asked = ASKED.fullmatch(path)
    link = addressing.token_of(asked[2]) if asked else None
    if path.startswith(PIXELS):
        if asked and link:
            _see(request, link, asked[3])
        headers = {"Content-Length": str(len(GIF)), **HEADERS}
        return HttpResponse(GIF, content_type="image/gif", headers=headers)
    known = find(link) if link else None
    if asked is None or known is None:
        return None
    _see(request, known.token, asked[3])
    if not known.url:
        return HttpResponse(status=204, headers=HEADERS)
    url = known.url
    if OPENS in url:
        url = page_for(known, _whose(asked[3]))
    headers = {"Location": url, "Content-Length": "0", **HEADERS}
    return HttpResponse(status=302, headers=headers)


def _see(request: HttpRequest, link: UUID, whose: str | None) -> None:
    agent = request.META.get("HTTP_USER_AGENT", "")
    hits.add(
        Seen(
            link=link,
            delivery=_whose(whose),
            at=timezone.now(),
            ip=_fit(client_ip(request)),
            agent=agent.replace("\0", "")[:LONGEST_AGENT],
            is_head=request.method == "HEAD",
        )
    )


def _whose(told: str | None) -> UUID | None:
    return addressing.heard(addressing.READING, told) if told else None


def _fit(ip: str) -> str:
    """An address as the database takes it, or nothing."""
    try:
        return str(ip_address(ip.partition("%")[0]))
    except ValueError:
        return ""
