"""What happened to a contact, newest first, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import sentences  # registers what this app tells
from contacts.happenings import (
    CUSTOM,
    Line,
    Names,
    Page,
    kinds,
    names_in,
    tellings,
)
from contacts.keys import key_of_moment, text_of_moment
from contacts.narrowing import Narrowing
from events.models import Event, EventTotal

if TYPE_CHECKING:
    from contacts.models import Contact
    from events.querysets import EventQuerySet

__all__ = ["Feed", "Item", "feed", "sentences"]

FEED_SIZE = 30
SHOWN_PROPERTIES = 8
SHOWN_LETTERS = 120
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Item:
    icon: str
    text: str
    by: str  # who did it, or nothing
    at: datetime
    day: date | None  # set on the first of its day
    url: str = ""  # of a page about it, that whoever sees the contact may see
    details: list[tuple[str, str]] = field(default_factory=list)
    more: str = ""  # how much of the details is not shown


@dataclass(frozen=True, slots=True)
class Feed:
    items: list[Item]
    older: str  # where the rest begins, or nothing


def feed(contact: Contact, before: str = "", wanted: Narrowing | None = None) -> Feed:
    """The next items before a place, or the newest."""
    key = key_of_moment(before)
    wanted = wanted or Narrowing()
    events = _events(contact, wanted, key)
    found: list[Event | Line] = [*events, *_lines(contact, wanted, key)]
    found.sort(key=_place, reverse=True)
    shown = found[:FEED_SIZE]
    names = names_in(contact.audience, map(_said, events))
    last = timezone.localdate(key[0]) if key else None
    items = []
    for one in shown:
        day = timezone.localdate(_place(one)[0])
        items.append(_item(contact, one, names, None if day == last else day))
        last = day
    older = text_of_moment(*_place(shown[-1])) if len(found) > FEED_SIZE else ""
    return Feed(items, older)


def _place(one: Event | Line) -> tuple[datetime, int]:
    return (one.at if isinstance(one, Line) else one.occurred_at), one.id


def _lines(
    contact: Contact, wanted: Narrowing, key: tuple[datetime, int] | None
) -> list[Line]:
    """Those of other tables than the log, and one more of each, if there is one."""
    if wanted.problem:
        return []
    asked = [kinds[wanted.kind]] if wanted.kind else list(kinds.values())
    page = Page(wanted.kind, FEED_SIZE + 1, wanted.since, wanted.until, key)
    readers = dict.fromkeys(read for kind in asked for read in kind.ledgers)
    return [line for read in readers for line in read(contact, page)]


def _events(
    contact: Contact, wanted: Narrowing, key: tuple[datetime, int] | None
) -> list[Event]:
    """Those of the next page and one more, if there is one."""
    log: EventQuerySet = Event.objects.filter(audience=contact.audience_id)
    events = log.of_contact(contact.pk).between(wanted.since, wanted.until)
    if key:
        events = events.before(*key)
    if wanted.problem:
        return []
    account = contact.audience.account
    if wanted.kind == CUSTOM:
        events = events.kept_of(Event.Kind.CUSTOM, account)
    elif wanted.kind:
        events = events.kept_of(Event.Kind.OWN, account)
        return _named(contact, events, kinds[wanted.kind].names)
    else:
        events = events.kept(account)
    return list(events[: FEED_SIZE + 1])


def _named(contact: Contact, events: EventQuerySet, names: list[int]) -> list[Event]:
    """Those of some names: the totals say where to look, and when all are found."""
    totals = EventTotal.objects.filter(audience=contact.audience_id)
    extent = totals.extent(contact.pk, names)
    if extent is None:
        return []
    events = events.filter(name_id__in=extent.names)
    events = events.filter(occurred_at__range=(extent.first_at, extent.last_at))
    return list(events[: min(extent.n, FEED_SIZE + 1)])


def _said(event: Event) -> Mapping[str, Any]:
    """What Parterre itself wrote down; others may mean anything by the same words."""
    return event.properties if event.kind == Event.Kind.OWN else {}


def _item(
    contact: Contact, event: Event | Line, names: Names, day: date | None
) -> Item:
    if isinstance(event, Line):
        return Item(event.icon, event.text, by="", at=event.at, day=day, url=event.url)
    if event.kind == Event.Kind.CUSTOM:
        return _custom(event, day)
    said = event.properties
    telling = tellings.get(event.name_id)
    details = telling.details(said, names) if telling and telling.details else []
    leads = telling.leads if telling else None
    return Item(
        icon=telling.icon if telling else "point",
        text=telling.sentence(said, names) if telling else event.name.name,
        by=names.get("person", said.get("by")),
        at=event.occurred_at,
        day=day,
        url=leads(contact.audience, said, names) if leads else "",
        details=details,
    )


def _custom(event: Event, day: date | None) -> Item:
    said = event.properties if isinstance(event.properties, dict) else {}
    left = len(said) - SHOWN_PROPERTIES
    more = ngettext("and %(n)d more", "and %(n)d more", left) % {"n": left}
    return Item(
        icon="bolt",
        text=event.name.name,
        by="",
        at=event.occurred_at,
        day=day,
        details=list(shown(said)),
        more=more if left > 0 else "",
    )


def shown(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The first properties of an event that somebody else made up, cut to size."""
    for name, value in list(said.items())[:SHOWN_PROPERTIES]:
        yield _cut(str(name)), _cut(in_words(value))


def in_words(value: Any) -> str:
    """A value of JSON as people read it; what stands within another, in brackets."""
    if isinstance(value, Mapping):
        parts = [f"{name}: {_within(each)}" for name, each in value.items()]
        return ", ".join(parts) or NOTHING
    if isinstance(value, list):
        return ", ".join(map(_within, value)) or NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return str(formats.localize_input(value))
    if isinstance(value, str):
        return value
    return NOTHING if value is None else str(value)


def _within(value: Any) -> str:
    said = in_words(value)
    return f"({said})" if isinstance(value, Mapping | list) and value else said


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else f"{text[: SHOWN_LETTERS - 1]}…"
