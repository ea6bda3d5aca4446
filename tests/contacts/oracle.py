"""What an import has to come to, worked out person by person."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import Any

MOVES = {
    "subscribed": {"nonsubscribed"},
    "nonsubscribed": set[str](),
    "unsubscribed": {"subscribed", "nonsubscribed", "pending"},
    "cleaned": {"subscribed", "nonsubscribed", "pending"},
    "pending": set[str](),
}
WORDS = {
    "Abonné": "subscribed",
    "opt-out": "unsubscribed",
    "BOUNCED": "cleaned",
    "Never subscribed": "nonsubscribed",
    "onbevestigd": "pending",
}
OUT = ["unsubscribed", "cleaned"]


@dataclass
class Person:
    status: str
    archived: bool = False
    first_name: str = ""
    city: str = ""
    tags: set[str] = field(default_factory=set)
    region: str = ""
    vip: bool = False
    groups: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Row:
    email: str
    first_name: str = ""
    city: str = ""
    tags: tuple[str, ...] = ()
    age: str = ""
    status: str = ""  # a key of WORDS, or what the file says
    region: str = ""
    vip: bool | None = None
    groups: tuple[str, ...] = ()


@dataclass
class Outcome:
    people: dict[str, Person]
    report: Tally[str] = field(default_factory=Tally)
    events: Tally[Any] = field(default_factory=Tally)
    consents: Tally[tuple[str, bool]] = field(default_factory=Tally)


def imported(
    before: dict[str, Person],
    rows: list[Row],
    *,
    status: str,
    update: bool,
    tags: set[str],
    suppressed: set[str],
) -> Outcome:
    """What becomes of these people when the rows are imported."""
    end = Outcome(before)
    end.report["rows"] = len(rows)
    last: dict[str, Row] = {}
    said: dict[str, list[str]] = {}
    for row in rows:
        email, own = row.email.lower(), _said(row, status)
        bad = row.age == "forty" and own not in OUT
        if "@" not in email or bad or (email in suppressed and email not in before):
            end.report["refused"] += 1
        else:
            end.report["duplicates"] += email in last
            last[email] = row
            said.setdefault(email, []).append(own)
    for email, row in last.items():
        own = next((out for out in OUT if out in said[email]), said[email][-1])
        if email not in end.people:
            _create(end, email, row, own, tags)
        elif update and _differs(end.people[email], row, own, tags):
            _update(end, email, row, own, tags)
        else:
            end.report["unchanged"] += 1
    return end


def _said(row: Row, status: str) -> str:
    """What the row says; who is to be subscribed needs that for the whole file."""
    own = WORDS[row.status] if row.status else status
    return "nonsubscribed" if own == "subscribed" != status else own


def _create(end: Outcome, email: str, row: Row, status: str, tags: set[str]) -> None:
    given = tags | set(row.tags)
    end.people[email] = Person(
        *(status, False, row.first_name, row.city, given, row.region, bool(row.vip)),
        groups=set(row.groups),
    )
    end.report["created"] += 1
    end.events[email, True, status, tuple(sorted(given))] += 1
    _consent(end, email, status)


def _update(end: Outcome, email: str, row: Row, status: str, tags: set[str]) -> None:
    person = end.people[email]
    new_tags = (tags | set(row.tags)) - person.tags
    moved = person.status in MOVES[status]
    end.report["updated"] += 1
    end.events[email, False, status if moved else None, tuple(sorted(new_tags))] += 1
    if moved:
        person.status = status
        _consent(end, email, status)
    person.archived = False
    person.first_name = row.first_name or person.first_name
    person.city = row.city or person.city
    person.region = row.region or person.region
    person.vip = person.vip if row.vip is None else row.vip
    person.tags |= new_tags
    person.groups |= set(row.groups)


def _differs(person: Person, row: Row, status: str, tags: set[str]) -> bool:
    return bool(
        person.archived
        or person.status in MOVES[status]
        or (tags | set(row.tags)) - person.tags
        or row.first_name not in {"", person.first_name}
        or row.city not in {"", person.city}
        or row.region not in {"", person.region}
        or row.vip not in {None, person.vip}
        or set(row.groups) - person.groups
    )


def _consent(end: Outcome, email: str, status: str) -> None:
    if status in {"subscribed", "unsubscribed"}:
        end.consents[email, status == "subscribed"] += 1
