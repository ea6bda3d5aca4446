"""Trees of conditions against the same questions in SQL by hand, and estimates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.building import tag_ids
from bench.datasets import Data
from bench.happenings import remember
from bench.measuring import Goal, Seconds, Side, at_most, bench, in_turns
from bench.statements import fetch
from conditions import counting
from conditions.asking import bounded
from conditions.binding import read_and_bind
from conditions.compiling import q_of
from conditions.moments import At
from conditions.subjects import subjects_of

ROUNDS = 7
HAND = """
SELECT count(*),
    count(*) FILTER (WHERE status = 'subscribed'),
    count(*) FILTER (WHERE sms_status = 'subscribed')
FROM contacts_contact
WHERE audience_id = %(audience)s AND archived_at IS NULL AND {where}
"""
SINCE = "date_trunc('day', now()) - interval '{} days'"
TOTALS = "SELECT contact_id FROM events_eventtotal WHERE audience_id = %(audience)s"
LOG = """
SELECT contact_id FROM events_event WHERE audience_id = %(audience)s AND kind = 'custom'
"""
AWAY = """
NOT EXISTS (
    SELECT 1 FROM events_eventtotal t WHERE t.audience_id = %(audience)s
    AND t.contact_id = contacts_contact.id AND t.name_id = {name}{more}
)
"""


@dataclass(frozen=True)
class World:
    """What the trees and the SQL by hand name: ids of tags, fields, groups, events."""

    data: Data
    tags: list[int]
    groups: list[int]
    category: int
    plan: str
    score: str
    joined: str
    names: Mapping[str, int]


@dataclass(frozen=True)
class Shape:
    name: str
    tree: Callable[[World], dict[str, Any]]
    where: Callable[[World], str]


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def group(match: str, *of: dict[str, Any]) -> dict[str, Any]:
    return {"match": match, "of": list(of)}


def every(*of: dict[str, Any]) -> dict[str, Any]:
    return group("all", *of)


def happened(
    op: str, name: str, days: int = 0, category: str = "", **more: Any
) -> dict[str, Any]:
    when = {"is": "last", "value": days} if days else {"is": "ever"}
    shoes = {"property": "category", "test": {"is": "is", "value": category}}
    where = [shoes] if category else []
    return leaf("event", op, {"name": name, "when": when, "where": where, **more})


def times(n: int) -> dict[str, Any]:
    return {"is": "at_least", "value": n}


def often(w: World, name: str, n: int, days: int, category: str) -> str:
    return f"""
    id IN ({LOG} AND name_id = {w.names[name]}
        AND occurred_at >= {SINCE.format(days - 1)}
        AND lower(properties ->> 'category') = '{category}'
        GROUP BY contact_id HAVING count(*) >= {n})
    """


SHAPES = (
    Shape(
        "S1 status and country",
        lambda w: every(
            leaf("status", "is", ["subscribed"]), leaf("country", "is", ["NO"])
        ),
        lambda w: "status = 'subscribed' AND country = 'NO'",
    ),
    Shape(
        "S2 two tags and not a third",
        lambda w: every(
            leaf("tag", "has", w.tags[2]),
            leaf("tag", "has", w.tags[4]),
            leaf("tag", "has_not", w.tags[0]),
        ),
        lambda w: f"tag_ids @@ '{w.tags[2]} & {w.tags[4]} & !{w.tags[0]}'::query_int",
    ),
    Shape(
        "S3 two own fields",
        lambda w: every(leaf(w.plan, "is", ["pro"]), leaf(w.score, "more", 50)),
        lambda w: (
            f"fields ->> '{w.plan}' = 'pro' AND (fields ->> '{w.score}')::numeric > 50"
        ),
    ),
    Shape(
        "S4 new or well rated",
        lambda w: group(
            "any", leaf("created_at", "last", 30), leaf("rating", "at_least", 5)
        ),
        lambda w: f"(created_at >= {SINCE.format(29)} OR rating >= 5)",
    ),
    Shape(
        "S5 one of two groups, and a country",
        lambda w: every(
            leaf(f"groups{w.category}", "any", w.groups[:2]),
            leaf("country", "is", ["FR"]),
        ),
        lambda w: f"group_ids && ARRAY{w.groups[:2]} AND country = 'FR'",
    ),
    Shape(
        "S6 bought in 30 days",
        lambda w: every(happened("did", "bought", 30)),
        lambda w: (
            f"id IN ({TOTALS} AND name_id = {w.names['bought']}"
            f" AND last_at >= {SINCE.format(29)})"
        ),
    ),
    Shape(
        "S7 bought shoes three times in 90 days",
        lambda w: every(happened("times", "bought", 90, "shoes", times=times(3))),
        lambda w: often(w, "bought", 3, 90, "shoes"),
    ),
    Shape(
        "S7b looked at shoes three times in 90 days",
        lambda w: every(happened("times", "viewed", 90, "shoes", times=times(3))),
        lambda w: often(w, "viewed", 3, 90, "shoes"),
    ),
    Shape(
        "S8 not signed in for 90 days",
        lambda w: every(happened("did_not", "signed_in", 90)),
        lambda w: AWAY.format(
            name=w.names["signed_in"], more=f" AND last_at >= {SINCE.format(89)}"
        ),
    ),
    Shape(
        "S9 bought and reviewed",
        lambda w: every(happened("did", "bought"), happened("did", "reviewed")),
        lambda w: (
            f"id IN ({TOTALS} AND name_id = {w.names['bought']})"
            f" AND id IN ({TOTALS} AND name_id = {w.names['reviewed']})"
        ),
    ),
    Shape(
        "S10 tag or country and field, not bought, subscribed",
        lambda w: every(
            group(
                "any",
                leaf("tag", "has", w.tags[6]),
                every(leaf("country", "is", ["NO"]), leaf(w.plan, "is", ["pro"])),
            ),
            happened("did_not", "bought", 60),
            leaf("status", "is", ["subscribed"]),
        ),
        lambda w: (
            f"(tag_ids @> ARRAY[{w.tags[6]}]"
            f" OR (country = 'NO' AND fields ->> '{w.plan}' = 'pro'))"
            " AND status = 'subscribed' AND "
            + AWAY.format(
                name=w.names["bought"], more=f" AND last_at >= {SINCE.format(59)}"
            )
        ),
    ),
    Shape(
        "S11 any of three groups",
        lambda w: group(
            "any",
            every(
                leaf("tag", "has", w.tags[3]),
                happened("times", "viewed", times=times(5)),
            ),
            every(leaf("rating", "at_least", 4), happened("did", "reviewed")),
            leaf(w.joined, "last", 30),
        ),
        lambda w: (
            f"((tag_ids @> ARRAY[{w.tags[3]}] AND id IN ({TOTALS}"
            f" AND name_id = {w.names['viewed']} AND n >= 5))"
            f" OR (rating >= 4 AND id IN ({TOTALS}"
            f" AND name_id = {w.names['reviewed']}))"
            f" OR (fields ->> '{w.joined}' >= (current_date - 29)::text"
            f" AND fields ->> '{w.joined}' <= current_date::text))"
        ),
    ),
    Shape(
        "S12 part of the address, none of five tags, never signed in",
        lambda w: every(
            leaf("email", "contains", "@mail."),
            group("none", *(leaf("tag", "has", tag) for tag in w.tags[:5])),
            happened("did_not", "signed_in"),
        ),
        lambda w: (
            f"strpos(email, '@mail.') > 0 AND NOT tag_ids && ARRAY{w.tags[:5]}"
            " AND " + AWAY.format(name=w.names["signed_in"], more="")
        ),
    ),
)
ESTIMATED = ("S8", "S10", "S11", "S12")


def _goals() -> list[Goal]:
    goals = [
        at_most(
            f"segment {s.name} / hand SQL", 1.3, times=f"{s.name}, by hand", of=s.name
        )
        for s in SHAPES
    ]
    for shape in SHAPES:
        if shape.name.startswith(ESTIMATED):
            key = shape.name.split()[0]
            named = (f"estimate of {key} / exact count", 0.25)
            goals.append(at_most(*named, times=shape.name, of=f"{key}, estimated"))
            error = at_most(
                *(f"error of the estimate of {key} / number", 0.05),
                times=f"{key}, number",
                of=f"{key}, error",
                of_people=True,
            )
            goals.append(error)
    return goals


@bench("segments", *_goals())
def shapes(data: Data) -> Seconds:
    world = _world(data)
    seconds: Seconds = {}
    for shape in SHAPES:
        seconds |= _measured(world, shape)
    return seconds


def _world(data: Data) -> World:
    return World(data, tag_ids(data.audience), **remember(data))


def _measured(world: World, shape: Shape) -> Seconds:
    audience = world.data.audience
    contacts = audience.contacts.present()
    by_hand = HAND.format(where=shape.where(world))
    key = shape.name.split()[0]

    bound = read_and_bind({"v": 1, **shape.tree(world)}, subjects_of(audience))
    at = At.of(audience)

    def exact() -> counting.Tally:
        with bounded(300):
            return counting.count(contacts, q_of(bound, at))

    def estimate() -> counting.Tally:
        with bounded(300):
            part = counting.part_of(contacts)
            matching = q_of(bound, at, part.values("pk"))
            return counting.estimate(part, matching, world.data.size)

    def hand() -> tuple[int, int, int]:
        with bounded(300):
            return fetch(by_hand, {"audience": audience.pk})[0]

    found = exact()
    if (found.n, found.reachable, found.by_sms) != hand():
        raise RuntimeError(f"{shape.name}: {found} and {hand()} by hand")
    sides: dict[str, Callable[[], object]] = {f"{shape.name}, by hand": hand}
    if shape.name.startswith(ESTIMATED):
        sides[f"{key}, estimated"] = estimate
    seconds = in_turns(
        ROUNDS, ours=_side(exact), **{n: _side(s) for n, s in sides.items()}
    )
    seconds[shape.name] = seconds.pop("ours")
    error = abs(estimate().n - found.n) if found.n > 10_000 else 0
    seconds[f"{key}, error"] = [float(error)]
    seconds[f"{key}, number"] = [float(max(found.n, 1))]
    return seconds


def _side(work: Callable[[], object]) -> Side:
    return lambda number: work
