"""What an import gives people beside values, tags and groups, and how it is taken back.

The import's own event says of each person what they got, the log what came after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.gifts import Gift

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
