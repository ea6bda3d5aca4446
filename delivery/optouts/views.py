"""The page behind the way out of a message, and what mailbox providers post to it.

Opting out itself is never refused: not for how often it is asked, nor for a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from contacts.addresses import masked
from contacts.tracking import refusal_of
from delivery.optouts import reasons, verbs
from delivery.optouts.finding import find, reader_of
from delivery.readers import spoken_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contacts.models import Contact
    from delivery.models import Delivery

# Of addresses that lead nowhere, by whoever tries them. Whose token is right is never
# stopped: a provider opts out many people from one machine.
ASTRAY = Rate(60, seconds=60)
# Of whatever else is posted with one token, and by one machine with any.
OF_ONE = Rate(20, seconds=600)
OF_MACHINE = Rate(120, seconds=60)
# Why nothing was changed, with the status that says so.
TROUBLES = {"often": 429, "nothing": 422}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
# What our own form sends; a provider sends other words, or none (RFC 8058, 3.2).
BY_HAND = "by_hand"
AGAIN = "again"


# The token is the secret: whoever posts from elsewhere knows it, as providers must.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def way_out(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they want out; do it when it is posted. Looking changes nothing."""
    delivery = find(token)
    if delivery is None:
        return _astray(request)
    if request.method != "POST":
        return _page(request, delivery)
    ip = client_ip(request)
    if not _says(request, BY_HAND):
        verbs.opt_out(delivery, "one_click", ip=ip)
        return _said("You are unsubscribed.\n")
    with translation.override(spoken_to(reader_of(delivery), delivery.audience)):
        verbs.opt_out(delivery, "link", ip=ip, wording=_wording(delivery))
    return _page(request, delivery, is_done=True)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def way_why(request: HttpRequest, token: str) -> HttpResponse:
    """Keep why they left, whoever asks for it; of nobody who is not out."""
    delivery = find(token)
    if delivery is None:
        return _astray(request)
    if request.method != "POST":
        return _page(request, delivery)
    if not _may_post(request, delivery):
        return _page(request, delivery, trouble="often")
    why = reasons.Why.from_post(_posted(request))
    if why is None:
        return _page(request, delivery, trouble="nothing")
    with translation.override(spoken_to(reader_of(delivery), delivery.audience)):
        wording = reasons.wording_of(why)
        verbs.explain(delivery, why, ip=client_ip(request), wording=wording)
    return _page(request, delivery, is_told=delivery.opt_out_reason == why.reason)


@csrf_exempt
@login_not_required
@require_POST
def way_back(request: HttpRequest, token: str) -> HttpResponse:
    """Take it back, from the page that says that it is done."""
    delivery = find(token)
    if delivery is None:
        return _astray(request)
    if not _may_post(request, delivery):
        return _page(request, delivery, trouble="often")
    with translation.override(spoken_to(reader_of(delivery), delivery.audience)):
        wording = _("I want to keep getting it")
        is_back = verbs.take_back(delivery, ip=client_ip(request), wording=wording)
    return _page(request, delivery, is_back=is_back, is_done=not is_back)


@csrf_exempt
@login_not_required
@require_POST
def way_unnamed(request: HttpRequest, token: str) -> HttpResponse:
    """Count what they open and click without their name, or with it again."""
    delivery = find(token)
    if delivery is None:
        return _astray(request)
    if not _may_post(request, delivery):
        return _page(request, delivery, trouble="often")
    ip = client_ip(request)
    with translation.override(spoken_to(reader_of(delivery), delivery.audience)):
        if _says(request, AGAIN):
            wording = _("Count it with my name again")
            verbs.allow_tracking(delivery, ip=ip, wording=wording)
        else:
            wording = _("Count it without my name")
            verbs.refuse_tracking(delivery, ip=ip, wording=wording)
    return _page(request, delivery)


def _says(request: HttpRequest, name: str) -> bool:
    return name in _posted(request)


def _posted(request: HttpRequest) -> Mapping[str, str]:
    """What cannot be read is none of ours, and means what every POST means here."""
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return {}


def _may_post(request: HttpRequest, delivery: Delivery) -> bool:
    of_one = limits.take(f"optout:of:{delivery.pk}", OF_ONE)
    return of_one and limits.take(f"optout:by:{client_ip(request)}", OF_MACHINE)


def _page(
    request: HttpRequest,
    delivery: Delivery,
    *,
    is_done: bool = False,
    is_back: bool = False,
    is_told: bool = False,
    trouble: str = "",  # a key of TROUBLES
) -> HttpResponse:
    contact = reader_of(delivery)
    refusal = refusal_of(contact) if contact else None
    may_say_why = contact is not None and contact.status == "unsubscribed"
    context: dict[str, Any] = {
        "audience": delivery.audience,
        "token": request.resolver_match.kwargs["token"],  # type: ignore[union-attr]
        "address": masked(contact.email_display) if contact else "",
        "is_out": is_done or not _can_be_written_to(contact),
        "is_back": is_back,
        "may_come_back": contact is not None and verbs.may_come_back(delivery, contact),
        "reasons": reasons.choices(delivery) if may_say_why else [],
        "is_told": is_told,
        "trouble": trouble,
        "is_unnamed": refusal is not None,
        "may_be_named": verbs.may_allow_tracking(refusal),
    }
    with translation.override(spoken_to(contact, delivery.audience)):
        status = TROUBLES.get(trouble, 200)
        page = render(request, "delivery/way_out.html", context, status=status)
        return _closed(page)


def _can_be_written_to(contact: Contact | None) -> bool:
    return contact is not None and contact.status not in {"unsubscribed", "cleaned"}


def _wording(delivery: Delivery) -> str:
    """What the page asked, as the ledger keeps it."""
    asked = _("Do you want no more email from %(name)s?") % {
        "name": delivery.audience.name
    }
    return f"{asked} {pgettext('by the reader', 'Unsubscribe')}"


def _astray(request: HttpRequest) -> HttpResponse:
    if not limits.take(f"optout:astray:{client_ip(request)}", ASTRAY):
        return _said("Too many wrong addresses. Try again in a minute.\n", 429)
    return _closed(render(request, "delivery/nowhere.html", status=404))


def _said(text: str, status: int = 200) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return _closed(HttpResponse(text, status=status, content_type=kind))


def _closed(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
