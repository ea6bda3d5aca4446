"""What an import gives people beside values, tags and groups, and how it is taken back.

The import's own event says of each person what they got, the log what came after it.
"""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from audiences.models import Counter
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause

# By a verb, or by a later import.
GIVEN_ANEW = """
SELECT contact_id, (properties ->> '{one}')::int FROM events_event
WHERE kind = 'own' AND audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
  AND name_id = %(given)s AND occurred_at > %(at)s
UNION
SELECT contact_id, jsonb_array_elements_text(properties -> '{several}')::int
FROM events_event
WHERE kind = 'own' AND audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
  AND name_id = %(name)s AND occurred_at > %(at)s
"""
TAKE = """
UPDATE contacts_contact c SET {column} = c.{column} - t.taken, changed_at = %(now)s
FROM (
    SELECT id, array_agg(one) AS taken
    FROM unnest(%(ids)s::bigint[], %(ones)s::int[]) AS pair (id, one) GROUP BY id
) AS t
WHERE c.audience_id = %(audience)s AND c.id = t.id
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


def given_anew(
    gift: Gift, key: Mapping[str, Any], ids: list[int]
) -> dict[int, set[int]]:
    """What these people were given since the import; `key` says which that was."""
    sql = GIVEN_ANEW.format(one=gift.one, several=gift.several)
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**key, "ids": ids, "given": int(gift.given)})
        for pk, one in cursor.fetchall():
            found[pk].add(one)
    return found


def take_back(
    gift: Gift, from_: Mapping[int, set[int]], archived: set[int], cause: Cause
) -> set[int]:
    """Take these from those who have them; return who these are.

    The archived are in no count.
    """
    pairs = [(pk, one) for pk, ones in from_.items() for one in sorted(ones)]
    if not pairs:
        return set()
    ids, ones = (list(each) for each in zip(*pairs, strict=True))
    params: dict[str, Any] = {"now": cause.at, "ids": ids, "ones": ones}
    params["audience"] = cause.audience.pk
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(column=gift.column), params)
    said = {"name": int(gift.taken), "said": json.dumps(cause.properties())}
    happened = SAID.format(one=gift.one)
    log.write(cause.audience.pk, happened, {**params, **said}, now=cause.at)
    present = Tally(one for pk, one in pairs if pk not in archived)
    counts = {str(one): -n for one, n in present.items()}
    Counter.objects.add(cause.audience, gift.counter, counts)
    return set(ids)


def join_again(
    left: Mapping[int, set[int]], taken: Mapping[int, set[int]], cause: Cause
) -> None:
    """Back into the groups that were left for those which are taken back now.

    Only where they are still there, and no other of the category was joined.
    """
    groups = cause.audience.groups.filter(pk__in=set().union(*taken.values()))
    of = dict(groups.values_list("pk", "category"))
    emptied = {(pk, of.get(one)) for pk, ones in taken.items() for one in ones}
    lost = set().union(*left.values())
    there = cause.audience.groups.present().filter(category__deleted_at=None)
    for group in there.filter(pk__in=lost).select_related("category").order_by("pk"):
        had = {pk for pk, ones in left.items() if group.pk in ones}
        back = [pk for pk in had if (pk, group.category_id) in emptied]
        rows = cause.audience.contacts.filter(pk__in=back)
        rows.free_for(group).join(group, cause)
