"""Reporting what people did: one event of one, or many of many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from api import finding
from api.bodies import BodyParser
from api.problems import Problem, invalid, too_large
from api.refusals import mistaken
from contacts.ingest import combining, requests, writing
from contacts.ingest.reports import Reader, Refused
from contacts.ingest.requests import KeyReused

if TYPE_CHECKING:
    from api.documents.events import Fault
    from audiences.models import Audience
    from contacts.models import Contact
    from events.querysets import EventQuerySet

KEY = "Idempotency-Key"


def listed(contact: Contact) -> EventQuerySet:
    """What the contact did elsewhere, the latest first."""
    audience = contact.audience
    log: EventQuerySet = audience.events.filter(contact_id=contact.pk)
    kept = log.kept_of("custom", audience.account)
    return kept.select_related("name").order_by("-occurred_at", "-id")


def report(request: HttpRequest, contact: Contact) -> None:
    """Take the event in the body, committed when this returns; or raise a Problem."""
    body = BodyParser().parse_body(request)
    audience, key = contact.audience, request.headers.get(KEY, "")
    try:
        read = Reader.of(audience).read(contact.pk, body, key)
    except Refused as refused:
        raise invalid(*refused.faults) from None
    if fault := combining.write_one(audience, read):
        raise invalid(("", fault))


def report_many(request: HttpRequest, audience: Audience) -> tuple[int, list[Fault]]:
    """Take what is right of the events in the body; how many, and what is wrong."""
    body = BodyParser().parse_body(request)
    events = body.get("events")
    if not isinstance(events, list):
        raise invalid(("events", mistaken("array", events)))
    if len(events) > writing.MOST:
        raise too_large(f"A request has {writing.MOST:,} events at most.")
    named = [_member(each) for each in events]
    found = finding.find_each(audience, [name for name in named if name])
    items = [
        (found.get(name, 0), each) for name, each in zip(named, events, strict=True)
    ]
    key = request.headers.get(KEY, "")
    try:
        told = requests.take(audience, items, key=key, sent=request.body)
    except Refused as refused:
        raise invalid(*refused.faults) from None
    except KeyReused as reused:
        raise Problem(409, "Idempotency Key Reused", reused.sentence) from None
    faults: list[Fault] = [
        _fault(place, events[place], field, message)
        for place, said in enumerate(told)
        for field, message in said
    ]
    return sum(not said for said in told), faults


def _fault(place: int, event: Any, field: str, message: str) -> Fault:
    """Nobody is named by a field of the event that contacts know nothing of."""
    if message == str(writing.NOBODY) and isinstance(event, Mapping):
        field = "member"
        if field not in event:
            message = "This field is required: whose event it is."
    return {"index": place, "field": field, "message": message}


def _member(event: Any) -> str:
    name = event.get("member") if isinstance(event, Mapping) else None
    return name.strip().lower() if isinstance(name, str) else ""
