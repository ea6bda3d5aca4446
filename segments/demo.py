"""Whom Fjord Coffee looks for again and again."""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.models import User
from audiences.models import Counter
from conditions.moments import At
from conditions.tree import Condition, Group, Match, write
from contacts.demo import tells
from contacts.demo.growth import Growth
from contacts.demo.plots import CLUB, NEWSLETTER, WHOLESALE
from contacts.models import Tag
from events import listeners, log
from events.names import Own
from segments import membership
from segments.binding import bound_of
from segments.counting import count
from segments.models import Segment

NEW_DAYS = 30
# Who came since it is followed entered by that, was given the tag, and left when the
# days were over, or went into the archive.
MOVES = """
WITH came AS (
    SELECT id, created_at, least(archived_at,
        ((created_at AT TIME ZONE %(zone)s)::date + %(days)s)::timestamp
        AT TIME ZONE %(zone)s) AS left_at
    FROM contacts_contact
    WHERE audience_id = %(audience)s AND created_at >= %(since)s
)
SELECT id, name, at, said FROM (
    SELECT id, %(entered)s AS name, created_at AS at,
        jsonb_build_object('segment', %(segment)s::bigint) AS said FROM came
    UNION ALL
    SELECT id, %(tagged)s, created_at,
        jsonb_build_object('how', 'segment', 'tag', %(tag)s::bigint) FROM came
    UNION ALL
    SELECT id, %(left)s, left_at, jsonb_build_object('segment', %(segment)s::bigint)
    FROM came WHERE left_at <= %(now)s
) AS moved ORDER BY at, id, name DESC
"""
TAG = """
UPDATE contacts_contact SET tag_ids = tag_ids | %(tag)s::int
WHERE audience_id = %(audience)s AND created_at >= %(since)s
"""
SINCE = """
UPDATE segments_segmentmember m SET entered_at = c.created_at, was_inside = false
FROM contacts_contact c
WHERE m.audience_id = %(audience)s AND m.segment_id = %(segment)s
  AND c.audience_id = %(audience)s AND c.id = m.contact_id
"""
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
    new = _segment(
        *(growth, "New this month", maya, 160),
        _all(Condition("created_at", "last", NEW_DAYS)),
        labels=["Welcome"],
    )
    _follow(growth, new, "Welcome letter", 90)
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


def _follow(growth: Growth, segment: Segment, tag: str, days_ago: int) -> None:
    """Let it be followed since then, with a tag for whoever came to be new."""
    audience, since = growth.ground.audience, growth.moment(days_ago)
    segment.followed_at = since
    segment.entry_tag = Tag.objects.ensure(audience, [tag])[tag]
    segment.save(update_fields=["followed_at", "entry_tag"])
    audience.tags.filter(pk=segment.entry_tag).update(created_at=since)
    own = {"entered": Own.SEGMENT_ENTERED, "left": Own.SEGMENT_LEFT}
    said: dict[str, Any] = {
        "audience": audience.pk,
        "segment": segment.pk,
        "since": since,
        "tag": segment.entry_tag,
        "tagged": int(Own.TAG_ADDED),
        "zone": audience.time_zone,
        "days": NEW_DAYS,
        **{key: int(name) for key, name in own.items()},
    }
    log.write(audience.pk, MOVES, said, now=growth.now, zone=audience.time_zone)
    membership.refresh(segment, At.of(audience, growth.now), quietly=True)
    with connection.cursor() as cursor:
        cursor.execute(TAG, said)
        cursor.execute(SINCE, said)
    tagged = audience.contacts.present().tagged(segment.entry_tag).count()
    Counter.objects.add(audience, Counter.Kind.TAG, {str(segment.entry_tag): tagged})
    listeners.sync(audience)
