"""Whom Fjord Coffee looks for again and again."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from conditions.tree import Condition, Group, Match, write
from contacts.demo import tells
from contacts.demo.growth import Growth
from contacts.demo.plots import CLUB, NEWSLETTER, WHOLESALE
from segments.binding import bound_of
from segments.counting import count
from segments.models import Segment

SUBSCRIBED = Condition("status", "is", ["subscribed"])


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    _of_readers(readers)
    _of_members(members)
    _of_traders(traders)


def _of_readers(growth: Growth) -> None:
    maya, jonas = growth.team.maya, growth.team.jonas
    nearby = _groups(growth, NEWSLETTER.questions[2], "any", 0, 1, 2)
    evenings = _groups(growth, NEWSLETTER.questions[0], "any", 2)
    _segment(
        *(growth, "Café evenings", maya, 210, _all(SUBSCRIBED, nearby, evenings)),
        labels=["Café"],
        description="Who lives near one of the cafés and asked for the evenings.",
    )
    dark = Condition(growth.ground.fields["ROAST"], "is", ["Dark", "Espresso"])
    shop = _tag(growth, "has_not", 0)
    _segment(
        *(growth, "Dark roast, never bought online", jonas, 75),
        _all(SUBSCRIBED, dark, shop),
        labels=["Webshop"],
    )
    _segment(
        *(growth, "New this month", maya, 160),
        _all(Condition("created_at", "last", 30)),
        labels=["Welcome"],
    )
    vip, rated = Condition("vip", "yes"), Condition("rating", "at_least", 4)
    best = _segment(
        *(growth, "Best readers", maya, 300),
        _all(SUBSCRIBED, Group(Match.ANY, (vip, rated))),
    )
    abroad = Condition("country", "is_not", ["NO"])
    _segment(
        *(growth, "Best readers abroad", jonas, 40),
        _all(Condition("segment", "in", best.pk), abroad),
        labels=["Webshop"],
    )
    quiet = Condition("rating", "at_most", 2)
    _segment(
        *(growth, "Gone quiet", maya, 22),
        _all(SUBSCRIBED, quiet, Condition("created_at", "last_not", 180)),
        labels=["Welcome"],
        description="Here for half a year and not to be heard of: ask them once more.",
    )


def _of_members(growth: Growth) -> None:
    maya, keys = growth.team.maya, growth.ground.fields
    by_mail = _groups(growth, CLUB.questions[0], "any", 0)
    _segment(
        *(growth, "Bags to send by mail", maya, 330),
        _all(SUBSCRIBED, by_mail, _tag(growth, "has_not", 6)),
        labels=["Every month"],
    )
    rare = _groups(growth, CLUB.questions[1], "any", 0)
    spent = Condition(keys["SPENT"], "at_least", 2000)
    _segment(
        *(growth, "Rare lots", maya, 120),
        _all(SUBSCRIBED, Group(Match.ANY, (rare, spent, _tag(growth, "has", 2)))),
        description="Who asked for them, spends much, or was there from the start.",
    )
    late = Condition(keys["LASTORDER"], "last_not", 30)
    _segment(growth, "No order for a month", maya, 35, _all(SUBSCRIBED, late))


def _of_traders(growth: Growth) -> None:
    jonas, keys = growth.team.jonas, growth.ground.fields
    cafes = Condition(keys["KIND"], "is", ["Café", "Restaurant"])
    much = Condition(keys["KILOS"], "at_least", 40)
    _segment(growth, "Big cafés and restaurants", jonas, 260, _all(cafes, much))
    machine, trained = _tag(growth, "has", 2), _tag(growth, "has_not", 4)
    _segment(
        *(growth, "Our machine, no training yet", jonas, 90),
        _all(machine, trained),
        labels=["Training"],
    )
    monday = _groups(growth, WHOLESALE.questions[0], "any", 0)
    _segment(
        *(growth, "Monday's van without late payers", jonas, 50),
        _all(monday, Group(Match.NONE, (_tag(growth, "has", 6),))),
    )


def _all(*nodes: Group | Condition) -> Group:
    return Group(Match.ALL, nodes)


def _tag(growth: Growth, op: str, place: int) -> Condition:
    return Condition("tag", op, growth.ground.tags[place])


def _groups(growth: Growth, question: Any, op: str, *places: int) -> Condition:
    """Those who gave the answers at these places."""
    pks = growth.ground.groups[question]
    audience = growth.ground.audience
    category = audience.groups.get(pk=pks[0]).category_id
    return Condition(f"groups{category}", op, [pks[place] for place in places])


def _segment(
    growth: Growth, name: str, owner: User, days_ago: int, root: Group, **more: Any
) -> Segment:
    """Made so long ago, and counted now."""
    audience, at = growth.ground.audience, growth.moment(days_ago)
    segment = Segment.objects.create(
        audience=audience, name=name, tree=write(root), owner=owner, **more
    )
    made = audience.segments.filter(pk=segment.pk)
    made.update(created_at=at, changed_at=at)
    segment.changed_at = at
    count(segment, bound_of(segment))
    return segment
