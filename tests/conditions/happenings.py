"""A plain reading of events: for whom a condition on them is true."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from audiences.models import Audience
from conditions.tree import Condition, Group, Match
from contacts.models import Contact
from events import log
from events.models import EventName

ZONE = ZoneInfo("America/Los_Angeles")
NOW = timezone.now().replace(microsecond=0)
TODAY = NOW.astimezone(ZONE).date()
MIDNIGHT = datetime.combine(TODAY - timedelta(days=2), datetime.min.time(), ZONE)
MOMENTS = [
    *(NOW, NOW - timedelta(hours=30), NOW - timedelta(days=9)),
    *(MIDNIGHT, MIDNIGHT - timedelta(microseconds=1), NOW - timedelta(days=45)),
]
VALUES = [
    *("shoes", "Shoes", "ZOË", "shoe_s", "50%", "", "3", "12.50", "-4", "1e3", "no 5"),
    *(3, 12.5, 0, -4, 0.1, True, None, ["shoes"], {"a": 1}),
    *(TODAY.isoformat(), f"{TODAY}T10:00:00Z", "2026-13-45", "20260101"),
]
WORDS = ["shoes", "SHOE", "zoë", "%", "_", "3", "true", "\\", "e"]


@dataclass(frozen=True)
class Fact:
    name: str
    at: datetime
    said: dict[str, Any]


@dataclass(frozen=True)
class Life:
    """What happened to somebody, and whether they are important."""

    facts: list[Fact]
    vip: bool = False


def is_true(node: Group | Condition, life: Life) -> bool:
    if isinstance(node, Condition):
        if node.field == "vip":
            return life.vip == (node.op == "yes")
        return asked(node, life.facts)
    answers = [is_true(child, life) for child in node.of]
    if node.match is Match.ALL:
        return all(answers)
    return any(answers) != (node.match is Match.NONE)


def asked(condition: Condition, happened: list[Fact]) -> bool:
    op, value = condition.op, condition.value
    found = [
        fact
        for fact in happened
        if named(fact.name, value["name"])
        and within(fact.at, value["when"])
        and all(passes(fact, row["property"], row["test"]) for row in value["where"])
    ]
    if op in {"did", "did_not"}:
        return bool(found) == (op == "did")
    if op == "times":
        return compare(value["times"]["is"], len(found), value["times"]["value"])
    figures = [n for f in found if (n := number(text(f, value["of"]))) is not None]
    if not figures:
        return False
    total = sum(figures, Decimal(0))
    measured = {
        "sum": total,
        "average": total / len(figures),
        "smallest": min(figures),
        "largest": max(figures),
    }[op]
    limit = Decimal(str(value["amount"]["value"]))
    return compare(value["amount"]["is"], measured, limit)


def named(name: str, wanted: str) -> bool:
    return "." not in name if wanted == "*" else name == wanted


def within(at: datetime, when: dict[str, Any]) -> bool:
    on = at.astimezone(ZONE).date()
    match when["is"]:
        case "last":
            return on > TODAY - timedelta(days=when["value"])
        case "since":
            return on >= date.fromisoformat(when["value"])
        case "between":
            first, last = (
                date.fromisoformat(when["value"][key]) for key in ("first", "last")
            )
            return first <= on <= last
    return True


def text(fact: Fact, name: str) -> str | None:
    value = fact.said.get(name)
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def number(said: str | None) -> Decimal | None:
    if said is None or not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", said):
        return None
    return Decimal(said)


def passes(fact: Fact, name: str, test: dict[str, Any]) -> bool:
    said = text(fact, name)
    op, value = test["is"], test.get("value")
    if op in {"is_not", "contains_not"}:
        return not passes(fact, name, {**test, "is": op.removesuffix("_not")})
    if said is None or op == "exists":
        return said is not None
    if op in {"more", "less"}:
        figure = number(said)
        return figure is not None and compare(op, figure, Decimal(str(value)))
    if op in {"before", "after"}:
        dated = re.match(r"\d{4}-\d\d-\d\d", said)
        return bool(dated) and compare(LATER[op], said[:10], value)
    small, wanted = said.lower(), str(value).lower()
    return {
        "is": small == wanted,
        "contains": wanted in small,
        "starts": small.startswith(wanted),
        "ends": small.endswith(wanted),
    }[op]


LATER = {"before": "less", "after": "more"}


def compare(how: str, n: Any, limit: Any) -> bool:
    ways: dict[str, bool] = {
        "more": n > limit,
        "at_least": n >= limit,
        "less": n < limit,
        "at_most": n <= limit,
        "exactly": n == limit,
    }
    return ways[how]


def write(audience: Audience, happened: list[tuple[Contact, Fact]]) -> None:
    ids = dict(EventName.objects.values_list("name", "pk"))
    for kind in ("own", "custom"):
        of_kind = [p for p in happened if ("." in p[1].name) == (kind == "own")]
        if not of_kind:
            continue
        log.write(
            audience.pk,
            """
            SELECT * FROM unnest(%(contacts)s::bigint[], %(names)s::int[],
                                 %(moments)s::timestamptz[], %(said)s::jsonb[])
            """,
            {
                "contacts": [contact.pk for contact, _fact in of_kind],
                "names": [ids[fact.name] for _contact, fact in of_kind],
                "moments": [fact.at for _contact, fact in of_kind],
                "said": [json.dumps(fact.said) for _contact, fact in of_kind],
            },
            kind=kind,
        )
