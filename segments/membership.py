"""Who is in the segments that are followed: written down, and kept as the tree says.

A refresh writes the differences alone, each with its event, in one statement: of
everybody, or of those to whom something happened that the tree listens to. Time turns
conditions at midnight, where the audience is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from audiences.statements import sql_of
from conditions.binding import Bound
from conditions.compiling import q_of
from conditions.moments import At
from events.log import APPEND, HEARD
from events.names import Own
from events.waking import wake_after_commit
from segments.binding import bound_of
from segments.handover import hand_over

if TYPE_CHECKING:
    from audiences.models import Audience
    from segments.models import Segment

# Whatever the tree asks for, it is asked of those who are there.
COMING_AND_GOING = frozenset(
    {
        *(Own.CONTACT_ADDED, Own.CONTACT_IMPORTED, Own.CONTACT_MERGED),
        *(Own.CONTACT_ARCHIVED, Own.CONTACT_UNARCHIVED),
    }
)

# Whoever refreshes a segment waits for whoever does already.
LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended('segments.membership', pk))
FROM unnest(%s::bigint[]) AS pk
"""
FOUND = """
WITH wanted AS ({wanted}), held AS (
    SELECT contact_id FROM segments_segmentmember
    WHERE audience_id = %(audience)s AND segment_id = %(segment)s {among}
), found AS MATERIALIZED (
    SELECT wanted.id AS entered, held.contact_id AS gone
    FROM wanted FULL JOIN held ON held.contact_id = wanted.id
    WHERE wanted.id IS NULL OR held.contact_id IS NULL
)
"""
# Contacts are locked before what is written of them, by id, as everywhere; one that was
# deleted meanwhile is then in no segment and leaves none.
DIFFER = """
, locked AS MATERIALIZED (
    SELECT id FROM contacts_contact WHERE audience_id = %(audience)s
      AND id = ANY (ARRAY(SELECT coalesce(entered, gone) FROM found))
    ORDER BY id FOR {strength}
), differing AS MATERIALIZED (
    SELECT entered, gone FROM found JOIN locked ON locked.id = coalesce(entered, gone)
), entering AS (
    INSERT INTO segments_segmentmember
        (audience_id, segment_id, contact_id, entered_at, was_inside)
    SELECT %(audience)s, %(segment)s, entered, %(now)s, %(quietly)s FROM differing
    WHERE entered IS NOT NULL ORDER BY entered
), leaving AS (
    DELETE FROM segments_segmentmember m USING differing
    WHERE m.audience_id = %(audience)s AND m.segment_id = %(segment)s
      AND m.contact_id = differing.gone
)
"""
TELL = f"""
, happened (contact_id, name_id, occurred_at, properties) AS (
    SELECT coalesce(entered, gone), CASE WHEN gone IS NULL
        THEN {int(Own.SEGMENT_ENTERED)} ELSE {int(Own.SEGMENT_LEFT)} END,
        %(now)s::timestamptz, jsonb_build_object('segment', %(segment)s::bigint)
    FROM differing
), {APPEND}
"""
SAY = """
SELECT coalesce(array_agg(entered ORDER BY entered)
    FILTER (WHERE entered IS NOT NULL), '{{}}'), count(gone), ({heard})
FROM differing
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Who entered, by id, and how many left."""

    entered: list[int]
    left: int


def hold(*pks: int) -> None:
    """Keep others from refreshing these segments until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(pks)])


def hold_people(audience: Audience, ids: Collection[int]) -> None:
    """Lock them before what is written of them, by id, as everywhere."""
    people = audience.contacts.filter(pk__in=ids).order_by("pk")
    list(people.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def listened_to(bound: Bound) -> frozenset[int]:
    """The names of the events that can change who is in it."""
    return bound.listens | COMING_AND_GOING


@transaction.atomic
def refresh(
    segment: Segment,
    at: At,
    among: Sequence[int] | None = None,
    *,
    bound: Bound | None = None,
    quietly: bool = False,
    handing: bool = True,
) -> Change:
    """Write down who entered and left; of `among` alone where it is given.

    Quietly when a segment begins to be followed: who is in it then did not enter.
    Without `handing` the caller sees to it that they get the tag.
    """
    hold(segment.pk)
    bound = bound or bound_of(segment)
    change = _differ(segment, at, bound, among, quietly=quietly)
    if among is None:
        flips = at.midnight if bound.turns else None
        segment.audience.segments.filter(pk=segment.pk).update(
            kept_at=at.now, next_flip_at=flips
        )
    if handing and not quietly:
        hand_over(segment, change.entered)
    return change


def differing(
    segment: Segment, at: At, among: Sequence[int], bound: Bound
) -> list[int]:
    """Those among some who are to enter or to leave."""
    found, params = _found(segment, at, bound, among)
    with connection.cursor() as cursor:
        cursor.execute(f"{found} SELECT coalesce(entered, gone) FROM found", params)
        return [pk for (pk,) in cursor.fetchall()]


def _differ(
    segment: Segment,
    at: At,
    bound: Bound,
    among: Sequence[int] | None,
    *,
    quietly: bool,
) -> Change:
    found, params = _found(segment, at, bound, among)
    # Of whom an event is written nobody else writes one.
    strength = "KEY SHARE" if quietly else "NO KEY UPDATE"
    parts = [
        found,
        DIFFER.format(strength=strength),
        *([] if quietly else [TELL]),
        SAY.format(heard="0" if quietly else HEARD),
    ]
    params |= {"now": at.now, "kind": "own", "quietly": quietly}
    with connection.cursor() as cursor:
        cursor.execute("".join(parts), params)
        entered, left, heard = cursor.fetchone()
    wake_after_commit(heard)
    return Change(entered, left)


def _found(
    segment: Segment, at: At, bound: Bound, among: Sequence[int] | None
) -> tuple[str, dict[str, Any]]:
    """The beginning of a statement that finds who differs, and its params."""
    contacts = segment.audience.contacts.present().filter(q_of(bound, at, among))
    held = ""
    if among is not None:
        contacts = contacts.filter(pk__in=among)
        held = "AND contact_id = ANY (%(among)s)"
    wanted = sql_of(contacts.order_by().values("id"))
    params = {
        "audience": segment.audience_id,
        "segment": segment.pk,
        "among": None if among is None else list(among),
    }
    return FOUND.format(wanted=wanted, among=held), params
