"""Keeping a segment of 100,000 current, against writing down anew who is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from bench.building import tag_ids
from bench.datasets import Data
from bench.measuring import Seconds, at_most, bench, in_turns
from bench.statements import execute, fetch
from conditions.moments import At
from segments import membership
from segments.models import Segment

ROUNDS = 7
MEMBERS, CHANGED = 100_000, 1_000

# Spread evenly; at a tenth of the size some stay outside, who can enter.
MARK = """
UPDATE contacts_contact SET tag_ids = CASE
    WHEN ordinal::bigint * %(members)s %% %(among)s < %(members)s
    THEN tag_ids | %(mark)s::int ELSE tag_ids - %(mark)s::int END
WHERE audience_id = %(audience)s
"""
# As many enter as leave, so that the segment stays as large.
TURN = """
WITH chosen AS (
    (SELECT id, true AS leaves FROM contacts_contact
     WHERE audience_id = %(audience)s AND tag_ids @> ARRAY[%(mark)s::int]
     ORDER BY md5(id::text || %(round)s) LIMIT %(half)s)
    UNION ALL
    (SELECT id, false FROM contacts_contact
     WHERE audience_id = %(audience)s AND NOT tag_ids @> ARRAY[%(mark)s::int]
     ORDER BY md5(id::text || %(round)s) LIMIT %(half)s)
)
UPDATE contacts_contact c SET tag_ids = CASE
    WHEN leaves THEN tag_ids - %(mark)s::int ELSE tag_ids | %(mark)s::int END
FROM chosen WHERE c.audience_id = %(audience)s AND c.id = chosen.id
RETURNING c.id
"""
EMPTY = """
DELETE FROM segments_segmentmember
WHERE audience_id = %(audience)s AND segment_id = %(segment)s
"""
FILL = """
INSERT INTO segments_segmentmember (audience_id, segment_id, contact_id, entered_at)
SELECT %(audience)s, %(segment)s, id, now() FROM contacts_contact
WHERE audience_id = %(audience)s AND archived_at IS NULL
  AND tag_ids @> ARRAY[%(mark)s::int] ORDER BY id
"""


@bench(
    "membership",
    at_most("1,000 changes to a segment of 100,000 / all anew", 0.1, times="anew"),
)
def follow_changes(data: Data) -> Seconds:
    """What `react` does with a thousand events; anew, nobody is told who changed."""
    audience, mark = data.audience, tag_ids(data.audience)[0]
    params = {"audience": audience.pk, "mark": mark, "half": CHANGED // 2}
    execute(MARK, {**params, "among": data.size, "members": MEMBERS - CHANGED})
    execute("VACUUM (ANALYZE) contacts_contact")
    marked = {"field": "tag", "op": "has", "value": mark}
    tree = {"v": 1, "match": "all", "of": [marked]}
    segment = Segment.objects.create(audience=audience, name="Marked", tree=tree)
    membership.refresh(segment, At.of(audience), quietly=True)

    def changed(number: int) -> list[int]:
        return [pk for (pk,) in fetch(TURN, {**params, "round": str(number)})]

    def some(number: int) -> Callable[[], object]:
        ids = changed(number)
        return lambda: check(membership.refresh(segment, At.of(audience), ids))

    def anew(number: int) -> Callable[[], object]:
        changed(-number - 1)
        return lambda: write_anew({**params, "segment": segment.pk})

    return in_turns(ROUNDS, ours=some, anew=anew)


def write_anew(params: Mapping[str, Any]) -> None:
    with transaction.atomic():
        execute(EMPTY, params)
        execute(FILL, params)


def check(change: membership.Change) -> None:
    if (len(change.entered), change.left) != (CHANGED // 2, CHANGED // 2):
        raise RuntimeError(f"Not everybody was seen: {change}")
