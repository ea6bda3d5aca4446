"""What contacts hold that counters count: tags, groups, and what higher apps name.

Counters of these leave the archived out, as lists do. So whoever archives, brings back,
merges or deletes contacts asks here what they hold, and whoever counts again asks it of
everybody. Apps say what theirs count in a module `holding`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

from audiences.models import Counter

if TYPE_CHECKING:
    from audiences.models import Audience

type Held = dict[str, dict[str, int]]  # how many, by kind of counter and its key

OF_ARRAY = """
SELECT one::text AS key FROM contacts_contact c CROSS JOIN unnest(c.{column}) AS one
WHERE c.audience_id = %(audience)s AND {{whom}}
"""
COUNT = "SELECT '{kind}', key, count(*) FROM ({held}) AS held GROUP BY key"
THESE = "c.id = ANY (%(ids)s)"
PRESENT = "c.archived_at IS NULL"

_held: dict[str, str] = {}


def counted(kind: Counter.Kind, held: str) -> None:
    """Name what counters of a kind count: a SELECT of their `key`, of contacts `c`.

    It is asked of those of an audience who are meant by its `{whom}`.
    """
    _held[kind.value] = held


counted(Counter.Kind.TAG, OF_ARRAY.format(column="tag_ids"))
counted(Counter.Kind.GROUP, OF_ARRAY.format(column="group_ids"))


def kinds() -> list[str]:
    return list(_held)


def counting(whom: str) -> str:
    """The SELECT of kind, key and how many, of those of an audience who are meant."""
    parts = (
        COUNT.format(kind=kind, held=held.format(whom=whom))
        for kind, held in _held.items()
    )
    return " UNION ALL ".join(parts)


def held_by(audience: Audience, ids: Collection[int]) -> Held:
    """What these contacts hold; whoever changes that has locked them."""
    held: Held = {kind: {} for kind in _held}
    if not ids:
        return held
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"audience": audience.pk, "ids": list(ids)}
        cursor.execute(counting(THESE), params)
        for kind, key, n in cursor.fetchall():
            held[kind][key] = n
    return held


def count(audience: Audience, held: Mapping[str, Mapping[str, int]], by: int) -> None:
    """Count so many more of each, or so many less."""
    for kind, numbers in held.items():
        changes = {key: by * n for key, n in numbers.items()}
        Counter.objects.add(audience, kind, changes)
