"""How many are in a segment, as it was counted last; or in many, counted at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from conditions import counting
from conditions.asking import bounded
from conditions.compiling import q_of
from conditions.moments import At
from segments.binding import bound_each, who

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from audiences.models import Audience
    from conditions.binding import Bound
    from conditions.counting import Tally
    from segments.models import Segment

SECONDS = 5
FRESH = timedelta(minutes=10)  # for so long a number is shown as it is

# How many are in one, how many of these could be written to, and of some statuses.
TALLY = """SELECT %s::bigint, count(*), count(*) FILTER (WHERE status = 'subscribed'),
count(*) FILTER (WHERE status = ANY (%s)) FROM ({people}) AS people"""
KEEP = """
UPDATE segments_segment SET n = counted.n, reachable = counted.reachable,
    counted_at = %(at)s
FROM unnest(%(ids)s::bigint[], %(changed)s::timestamptz[],
    %(n)s::int[], %(reachable)s::int[]) AS counted (id, changed_at, n, reachable)
WHERE audience_id = %(audience)s AND segments_segment.id = counted.id
  AND segments_segment.changed_at = counted.changed_at
"""


def is_stale(segment: Segment) -> bool:
    counted_at = segment.counted_at
    return counted_at is None or counted_at < timezone.now() - FRESH


def tally_of(segment: Segment, bound: Bound) -> Tally:
    """How many are in it at this moment; raises TooSlow."""
    with bounded(SECONDS):
        contacts = segment.audience.contacts.present()
        return counting.count(contacts, who(segment.audience, bound))


def count(segment: Segment, bound: Bound) -> None:
    """Count who is in it; raises TooSlow, and the number stays as it was.

    What was changed meanwhile is left to be counted by who changed it.
    """
    at = timezone.now()
    tally = tally_of(segment, bound)
    segment.n, segment.reachable, segment.counted_at = tally.n, tally.reachable, at
    counted = {"n": tally.n, "reachable": tally.reachable, "counted_at": at}
    unchanged = {"pk": segment.pk, "changed_at": segment.changed_at}
    segment.audience.segments.filter(**unchanged).update(**counted)


def count_each(
    audience: Audience, segments: Sequence[Segment], statuses: Sequence[str]
) -> dict[int, int]:
    """How many of these statuses are in each, counted and kept by a statement each."""
    at, changed = timezone.now(), {one.pk: one.changed_at for one in segments}
    tallies = _tallies(audience, audience.contacts.present(), segments, statuses)
    if tallies:
        ids, n, reachable, _asked = zip(*tallies, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                KEEP,
                {
                    "audience": audience.pk,
                    "at": at,
                    "ids": list(ids),
                    "changed": [changed[pk] for pk in ids],
                    "n": list(n),
                    "reachable": list(reachable),
                },
            )
    return {pk: asked for pk, _n, _reachable, asked in tallies}


def estimate_each(
    audience: Audience, segments: Sequence[Segment], statuses: Sequence[str]
) -> dict[int, int]:
    """About how many, by a part of the audience, which takes a part of the time."""
    part = counting.part_of(audience.contacts.present())
    tallies = _tallies(audience, part, segments, statuses)
    return {pk: asked * counting.PARTS for pk, _n, _reachable, asked in tallies}


def _tallies(
    audience: Audience,
    contacts: QuerySet[Any],
    segments: Sequence[Segment],
    statuses: Sequence[str],
) -> list[tuple[int, int, int, int]]:
    """Of each segment what TALLY says, asked at once."""
    if not segments:
        return []
    at, parts = At.of(audience), []
    params: list[Any] = []
    for segment, bound in zip(segments, bound_each(audience, segments), strict=True):
        people = contacts.filter(q_of(bound, at)).order_by().values("status")
        try:
            sql, its = people.query.sql_with_params()
        except EmptyResultSet:
            sql, its = "SELECT '' AS status WHERE false", ()
        parts.append(TALLY.format(people=sql))
        params += [segment.pk, list(statuses), *its]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        tallies: list[tuple[int, int, int, int]] = cursor.fetchall()
    return tallies
