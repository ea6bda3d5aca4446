"""Who a tree is true for, said slowly and plainly: over plain data, one by one.

Nothing of the code under test is used but the tree itself. What is unknown of somebody
is None here, and answers no; the operators that deny are true for everybody for whom
what they deny is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any
from zoneinfo import ZoneInfo

from conditions.tree import Condition, Group, Match, Node

EARTH = 6371.0088  # km, the mean radius

TEXTS = ("text", "phone", "zip", "url", "imageurl")
CHOICES = ("radio", "dropdown")
SUB, UNSUB = "subscribed", "unsubscribed"
KINDS = {
    **dict.fromkeys(["email", "first_name", "last_name", "phone", "region"], "text"),
    **dict.fromkeys(["status", "sms_status", "language", "country"], "choice"),
    **dict.fromkeys(["created_at", "changed_at"], "moment"),
    **dict.fromkeys(TEXTS, "text"),
    **dict.fromkeys(CHOICES, "choice"),
    **{k: k for k in ("number", "date", "birthday", "address", "location", "survey")},
    "rating": "number",
    "vip": "truth",
    **{k: k for k in ("source", "tag", "preference", "permission", "segment", "page")},
}


@dataclass(frozen=True)
class World:
    """What is around the people: the moment, the calendar, fields and segments.

    `types` says of which type each own field is, by its key.
    """

    now: datetime
    zone: ZoneInfo
    types: Mapping[str, str]
    segments: Mapping[int, Group]

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def kind(self, subject: str) -> str:
        if subject.startswith("groups"):
            return "groups"
        return KINDS[self.types.get(subject, subject)]


# A person: the columns of the contact, by their names, `choices` (preferences' states),
# `permitted` (what was said of permissions, in turn) and `answered` (surveys).
type Person = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """Yes or no at a node, and at those below it; of a segment, those of its tree."""

    is_true: bool
    of: tuple[Told, ...] = ()


def told(node: Node, person: Person, world: World) -> Told:
    if isinstance(node, Condition):
        if node.field == "segment":
            inside = told(world.segments[node.value], person, world)
            return Told(inside.is_true == (node.op == "in"), inside.of)
        return Told(is_true(node, person, world))
    of = tuple(told(child, person, world) for child in node.of)
    answers = [child.is_true for child in of]
    match node.match:
        case Match.ALL:
            return Told(all(answers), of)
        case Match.ANY:
            return Told(any(answers), of)
    return Told(not any(answers), of)


def is_true(condition: Condition, person: Person, world: World) -> bool:
    kind, op = world.kind(condition.field), condition.op
    denied = DENYING.get((kind, op)) or DENYING.get(("", op))
    answer = ANSWERS[kind, denied or op]
    held = HELD[kind](person, condition.field, world)
    found = held is not None and answer(held, condition.value, world)
    return found != bool(denied)


def knows(kind: str, op: str) -> bool:
    """Whether there is an answer to this, for the test that nothing is left out."""
    if kind == "segment":
        return op in {"in", "not_in"}
    return (kind, DENYING.get((kind, op)) or DENYING.get(("", op)) or op) in ANSWERS


# What somebody has: None for nothing.


def raw(person: Person, subject: str) -> Any:
    return person[subject] if subject in person else person["fields"].get(subject)


def as_text(value: Any) -> str | None:
    """As PostgreSQL writes JSON: numbers in full, objects by length of their keys."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, dict):
        value = dict(sorted(value.items(), key=lambda pair: (len(pair[0]), pair[0])))
    return json.dumps(value, ensure_ascii=False)


def held_text(person: Person, subject: str, world: World) -> str | None:
    return as_text(raw(person, subject))


def held_number(person: Person, subject: str, world: World) -> Decimal | None:
    value = raw(person, subject)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(repr(value))


def held_address(person: Person, subject: str, world: World) -> str | None:
    value = raw(person, subject)
    if not isinstance(value, dict):
        return None
    parts = ("addr1", "addr2", "zip", "city", "state", "country")
    return " ".join(value[part] for part in parts if part in value) or None


def held_date(person: Person, subject: str, world: World) -> date | None:
    text = as_text(raw(person, subject)) or ""
    return date.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d", text) else None


def held_moment(person: Person, subject: str, world: World) -> date:
    moment: datetime = person[subject]
    return moment.astimezone(world.zone).date()


def held_place(person: Person, subject: str, world: World) -> Any:
    at = (person["latitude"], person["longitude"])
    return None if None in at else at


HELD: dict[str, Callable[[Person, str, World], Any]] = {
    "text": held_text,
    "choice": held_text,
    "date": held_date,
    "birthday": held_text,
    "number": held_number,
    "address": held_address,
    "moment": held_moment,
    "location": held_place,
    "truth": lambda person, subject, world: person[subject],
    "source": lambda person, subject, world: person["source_id"],
    "tag": lambda person, subject, world: person["tag_ids"],
    "groups": lambda person, subject, world: person["group_ids"],
    "preference": lambda person, subject, world: person["choices"],
    "permission": lambda person, subject, world: person["permitted"],
    "survey": lambda person, subject, world: person["answered"],
    "page": lambda person, subject, world: person["pages"],
}

# What is said of it.


def small(text: str) -> str:
    """In small letters, each for itself, as at the end of a word so elsewhere."""
    return "".join(letter.lower()[0] for letter in text)


def on(held: date, op: str, value: Any, world: World) -> bool:
    n = value if isinstance(value, int) else 0
    match op:
        case "on":
            return held == date.fromisoformat(value)
        case "before":
            return held < date.fromisoformat(value)
        case "after":
            return held > date.fromisoformat(value)
        case "between":
            first, last = value["first"], value["last"]
            return date.fromisoformat(first) <= held <= date.fromisoformat(last)
        case "last":
            return 0 <= (world.today - held).days < n
        case "next":
            return 0 <= (held - world.today).days < n
    raise AssertionError(op)


def on_days(op: str) -> Callable[[Any, Any, World], bool]:
    return lambda held, value, world: on(held, op, value, world)


def celebrated(held: str, today: date) -> bool:
    """Whether a birthday is on this day: who has none in a year has it on the 28th."""
    if held == "02-29":
        try:
            return today == date(today.year, 2, 29)
        except ValueError:
            return today == date(today.year, 2, 28)
    return held == f"{today.month:02}-{today.day:02}"


def comes(held: str, days: int, world: World) -> bool:
    ahead = (world.today + timedelta(days=n) for n in range(days))
    return any(celebrated(held, today) for today in ahead)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (map(radians, place) for place in (one, other))
    height = sin((lat2 - lat1) / 2) ** 2
    width = sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1, height + cos(lat1) * cos(lat2) * width)))


def away(held: tuple[float, float], value: Any) -> float:
    return distance(held, (value["latitude"], value["longitude"]))


def filled(held: Any, value: None, world: World) -> bool:
    return True


type Answer = Callable[[Any, Any, World], bool]

SAID: dict[str, Answer] = {
    "is": lambda held, value, world: small(held) == small(value),
    "contains": lambda held, value, world: small(value) in small(held),
    "starts": lambda held, value, world: small(held).startswith(small(value)),
    "ends": lambda held, value, world: small(held).endswith(small(value)),
    "filled": filled,
}
CALENDAR = ("on", "before", "after", "between", "last")
ANSWERS: dict[tuple[str, str], Answer] = {
    **{("text", op): answer for op, answer in SAID.items()},
    **{("address", op): answer for op, answer in SAID.items()},
    ("choice", "is"): lambda held, value, world: held in value,
    ("choice", "filled"): filled,
    ("number", "is"): lambda held, value, world: held == Decimal(repr(value)),
    ("number", "more"): lambda held, value, world: held > Decimal(repr(value)),
    ("number", "at_least"): lambda held, value, world: held >= Decimal(repr(value)),
    ("number", "less"): lambda held, value, world: held < Decimal(repr(value)),
    ("number", "at_most"): lambda held, value, world: held <= Decimal(repr(value)),
    ("number", "filled"): filled,
    **{("moment", op): on_days(op) for op in CALENDAR},
    **{("date", op): on_days(op) for op in (*CALENDAR, "next")},
    ("date", "filled"): filled,
    ("birthday", "today"): lambda held, value, world: comes(held, 1, world),
    ("birthday", "next"): comes,
    ("birthday", "this_month"): (
        lambda held, value, world: held[:3] == f"{world.today.month:02}-"
    ),
    ("birthday", "month"): lambda held, value, world: held[:3] == f"{value:02}-",
    ("birthday", "on"): (
        lambda held, value, world: held == f"{value['month']:02}-{value['day']:02}"
    ),
    ("birthday", "filled"): filled,
    ("truth", "yes"): lambda held, value, world: held,
    ("tag", "has"): lambda held, value, world: value in held,
    ("page", "opened"): lambda held, value, world: value in held,
    ("groups", "any"): lambda held, value, world: bool({*value} & {*held}),
    ("groups", "all"): lambda held, value, world: {*value} <= {*held},
    ("preference", "not_subscribed"): lambda held, value, world: value not in held,
    ("preference", "subscribed"): lambda held, value, world: held.get(value) == SUB,
    ("preference", "unsubscribed"): lambda held, value, world: held.get(value) == UNSUB,
    ("survey", "answered"): lambda held, value, world: value in held,
    ("permission", "not_given"): lambda held, value, world: value not in held,
    ("permission", "given"): lambda held, value, world: held.get(value, [0])[-1] == 1,
    ("permission", "withdrawn"): lambda held, value, _w: held.get(value, [1])[-1] == 0,
    ("source", "is"): lambda held, value, world: held in value,
    ("location", "within"): lambda held, value, world: away(held, value) <= value["km"],
    ("location", "beyond"): lambda held, value, world: away(held, value) > value["km"],
    ("location", "filled"): filled,
}
# What denies, and what it denies; of every kind where none is said.
DENYING: dict[tuple[str, str], str] = {
    **{("", f"{op}_not"): op for op in ("is", "contains", "last", "next", "on", "has")},
    ("survey", "answered_not"): "answered",
    ("", "blank"): "filled",
    ("truth", "no"): "yes",
    ("page", "not_opened"): "opened",
    ("groups", "none"): "any",
}
