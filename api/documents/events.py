"""What people did, as it was reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from api.documents.members import hash_of
from api.links import Link
from api.moments import text_of

if TYPE_CHECKING:
    from contacts.models import Contact
    from events.models import Event as Row


class Event(TypedDict):
    name: str
    occurred_at: str
    properties: dict[str, str]
    _links: list[Link]


class EventPage(TypedDict):
    events: list[Event]
    total_items: int
    _links: list[Link]


class Fault(TypedDict):
    index: int  # of the event in the request, from 0
    field: str
    message: str


class Taken(TypedDict):
    total_taken: int
    error_count: int
    errors: list[Fault]
    _links: list[Link]


def document(event: Row, parent: Link) -> Event:
    """With its name fetched beside it; it has no address of its own."""
    return {
        "name": event.name.name,
        "occurred_at": text_of(event.occurred_at),
        "properties": texts_of(event.properties),
        "_links": [parent],
    }


def texts_of(properties: Mapping[str, Any]) -> dict[str, str]:
    """Clients know texts alone: whatever else it is comes as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in properties.items()
    }


def path_of(contact: Contact) -> str:
    hash = hash_of(contact.email)
    return f"/lists/{contact.audience.public_id}/members/{hash}/events"
