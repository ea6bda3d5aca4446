"""Who entered a segment and who left it, as the log tells, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

from contacts.keys import key_of_moment, text_of_moment
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Contact
    from events.querysets import EventQuerySet
    from segments.models import Segment

PAGE_SIZE = 50
DAYS = 30  # of which it is counted how many entered and left
MOST = 10_000  # are counted of each

NAMES = {"entered": Own.SEGMENT_ENTERED, "left": Own.SEGMENT_LEFT}


@dataclass(frozen=True, slots=True)
class Move:
    contact: Contact | None  # None where it is there no more
    entered: bool
    at: datetime
    day: date | None  # set on the first of its day


@dataclass(frozen=True, slots=True)
class History:
    moves: list[Move]
    older: str  # where the rest begins, or nothing


@dataclass(frozen=True, slots=True)
class Turnover:
    """How many entered and left lately; None for more than `MOST`."""

    entered: int | None
    left: int | None


def history_of(segment: Segment, only: str = "", before: str = "") -> History:
    """The next moves before a place, or the newest; all, or `only` those of a name."""
    names = [NAMES[only]] if only in NAMES else list(NAMES.values())
    place = key_of_moment(before)
    parts = [_newest(_told(segment, name), place) for name in names]
    events = list(islice(merge(*parts, key=_key, reverse=True), PAGE_SIZE + 1))
    shown = events[:PAGE_SIZE]
    older = text_of_moment(*_key(shown[-1])) if len(events) > PAGE_SIZE else ""
    return History(_moves(segment, shown, place), older)


def turnover_of(segment: Segment) -> Turnover:
    """Of the last `DAYS` days."""
    since = timezone.now() - timedelta(days=DAYS)
    lately = [
        _told(segment, name).filter(occurred_at__gte=since)[: MOST + 1].count()
        for name in NAMES.values()
    ]
    return Turnover(*(n if n <= MOST else None for n in lately))


def _told(segment: Segment, name: Own) -> EventQuerySet:
    """What the log keeps of it: an index has the rows of these names by segment."""
    log: EventQuerySet = Event.objects.filter(audience=segment.audience_id)
    kept = log.kept_of(Event.Kind.OWN, segment.audience.account)
    return kept.filter(properties__segment=segment.pk, name_id=int(name))


def _newest(events: EventQuerySet, place: tuple[datetime, int] | None) -> EventQuerySet:
    if place:
        events = events.filter(
            TupleLessThan(Row(F("occurred_at"), F("id")), place),
            occurred_at__lte=place[0],  # leaves out whole months
        )
    return events.order_by("-occurred_at", "-id")[: PAGE_SIZE + 1]


def _key(event: Event) -> tuple[datetime, int]:
    return (event.occurred_at, event.id)


def _moves(
    segment: Segment, events: Sequence[Event], place: tuple[datetime, int] | None
) -> list[Move]:
    named = ("email_display", "first_name", "last_name", "audience_id")
    contacts = segment.audience.contacts.only(*named)
    people = contacts.in_bulk({event.contact_id for event in events})
    last = timezone.localdate(place[0]) if place else None
    moves = []
    for event in events:
        day = timezone.localdate(event.occurred_at)
        entered = event.name_id == Own.SEGMENT_ENTERED
        who = people.get(event.contact_id)
        moves.append(
            Move(who, entered, event.occurred_at, None if day == last else day)
        )
        last = day
    return moves
