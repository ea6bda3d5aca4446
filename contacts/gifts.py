"""Tags and groups that each of several contacts gets or loses, all in one statement."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction

from audiences.models import Counter
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause

type Each = Mapping[int, Collection[int]]  # by contact

# Locked in the order of their ids, as every verb does.
CHANGE = """
WITH wanted AS (
    SELECT id, coalesce(array_agg(one) FILTER (WHERE gives), '{{}}') AS given,
        coalesce(array_agg(one) FILTER (WHERE NOT gives), '{{}}') AS taken
    FROM unnest(%(ids)s::bigint[], %(ones)s::int[], %(gives)s::boolean[])
        AS pair (id, one, gives)
    GROUP BY id
), target AS MATERIALIZED (
    SELECT c.id, c.archived_at IS NOT NULL AS archived,
        wanted.given - c.{column} AS given, wanted.taken & c.{column} AS taken
    FROM contacts_contact c JOIN wanted ON wanted.id = c.id
    WHERE c.audience_id = %(audience)s
      AND (NOT c.{column} @> wanted.given OR c.{column} && wanted.taken)
    ORDER BY c.id FOR UPDATE OF c
)
UPDATE contacts_contact c
SET {column} = (c.{column} | target.given) - target.taken, changed_at = %(now)s
FROM target
WHERE c.audience_id = %(audience)s AND c.id = target.id
RETURNING c.id, target.archived, target.given, target.taken
"""
SAID = """
SELECT id, %(name)s, %(now)s::timestamptz,
    %(said)s::jsonb || jsonb_build_object('{one}', one)
FROM unnest(%(ids)s::bigint[], %(ones)s::int[]) AS pair (id, one)
"""


@dataclass(frozen=True, slots=True)
class Gift:
    column: str
    one: str  # how an event calls one of them, and several
    several: str
    given: Own
    taken: Own
    counter: Counter.Kind


TAGS = Gift("tag_ids", "tag", "tags", Own.TAG_ADDED, Own.TAG_REMOVED, Counter.Kind.TAG)
GROUPS = Gift(
    *("group_ids", "group", "groups"),
    *(Own.GROUP_JOINED, Own.GROUP_LEFT, Counter.Kind.GROUP),
)


class Pair(NamedTuple):
    contact_id: int
    one: int
    is_archived: bool


@transaction.atomic
def change_each(
    gift: Gift, gives: Each, takes: Each, cause: Cause, **more: Any
) -> list[int]:
    """Give and take what differs, with events that say `more`; return whom it changed.

    The archived are in no count.
    """
    wanted = [(pk, one, True) for pk, ones in gives.items() for one in ones]
    wanted += [(pk, one, False) for pk, ones in takes.items() for one in ones]
    if not wanted:
        return []
    ids, ones, signs = (list(each) for each in zip(*wanted, strict=True))
    params: dict[str, Any] = {"ids": ids, "ones": ones, "gives": signs}
    params |= {"audience": cause.audience.pk, "now": cause.at}
    with connection.cursor() as cursor:
        cursor.execute(CHANGE.format(column=gift.column), params)
        rows = cursor.fetchall()
    given = [Pair(pk, one, gone) for pk, gone, some, _taken in rows for one in some]
    taken = [Pair(pk, one, gone) for pk, gone, _given, some in rows for one in some]
    said = cause.properties(**more)
    _record(gift, gift.given, given, said, cause)
    _record(gift, gift.taken, taken, said, cause)
    _count(gift, given, taken, cause)
    return [row[0] for row in rows]


def _record(
    gift: Gift, name: Own, pairs: list[Pair], said: Mapping[str, Any], cause: Cause
) -> None:
    if not pairs:
        return
    params = {
        "name": int(name),
        "said": json.dumps(said),
        "ids": [pair.contact_id for pair in pairs],
        "ones": [pair.one for pair in pairs],
    }
    happened = SAID.format(one=gift.one)
    log.write(cause.audience.pk, happened, params, now=cause.at)


def _count(gift: Gift, given: list[Pair], taken: list[Pair], cause: Cause) -> None:
    counts: Tally[str] = Tally(str(one) for _pk, one, gone in given if not gone)
    counts.subtract(str(one) for _pk, one, gone in taken if not gone)
    Counter.objects.add(cause.audience, gift.counter, counts)
