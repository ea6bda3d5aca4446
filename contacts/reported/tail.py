"""The latest events of a name, newest first, with who they are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from contacts.activity import shown
from contacts.keys import key_of_moment, text_of_moment
from events.models import Event

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact
    from events.models import CustomEvent
    from events.querysets import EventQuerySet

SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """`contact` is None where it was deleted meanwhile."""

    id: int
    at: datetime
    contact: Contact | None
    details: list[tuple[str, str]]
    is_syncing: bool


@dataclass(frozen=True, slots=True)
class Tail:
    lines: list[Line]
    before: str  # where it begins, or nothing for the newest
    older: str  # where the rest begins, or nothing


def tail_of(audience: Audience, event: CustomEvent, before: str = "") -> Tail:
    """The next lines before a place, or the newest."""
    key = key_of_moment(before)
    log: EventQuerySet = Event.objects.filter(audience=audience.pk)
    kept = log.kept_of(Event.Kind.CUSTOM, audience.account).of_name(event.name_id)
    if key:
        kept = kept.before(*key)
    found = list(kept[: SIZE + 1])
    rows = found[:SIZE]
    ids = {row.contact_id for row in rows}
    people = audience.contacts.in_bulk(ids) if ids else {}
    lines = [
        Line(
            row.id,
            row.occurred_at,
            people.get(row.contact_id),
            list(shown(row.properties if isinstance(row.properties, dict) else {})),
            row.is_syncing,
        )
        for row in rows
    ]
    more = len(found) > SIZE
    older = text_of_moment(rows[-1].occurred_at, rows[-1].id) if more else ""
    return Tail(lines, before if key else "", older)
