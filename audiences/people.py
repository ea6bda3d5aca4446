"""What every app does with its rows of persons who become one, or who go for good.

Apps name their tables with a `contact_id` in a module `people`. Higher apps know their
tables; nobody has to know theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from audiences.models import Audience

type Merge = Callable[[Audience, int, int], None]

MOVE = "UPDATE {} SET contact_id = %s WHERE audience_id = %s AND contact_id = %s"
ERASE = "DELETE FROM {} WHERE audience_id = %s AND contact_id = ANY(%s)"

tables: dict[str, Merge | None] = {}


def rows(table: str, merge: Merge | None = None) -> None:
    """Name a table with rows of persons.

    When two become one, its rows move to whoever stays, unless `merge(audience, kept,
    gone)` says better what becomes of them.
    """
    tables[table] = merge


def merge(audience: Audience, kept: int, gone: int) -> None:
    """Give everything of one contact to another, in the transaction of the caller.

    Both are locked, and the one that goes is deleted afterwards.
    """
    for table, own_merge in tables.items():
        if own_merge is not None:
            own_merge(audience, kept, gone)
            continue
        with connection.cursor() as cursor:
            cursor.execute(MOVE.format(table), [kept, audience.pk, gone])


def erase(audience: Audience, ids: Sequence[int]) -> int:
    """Delete everything of these contacts but their own rows; return how much."""
    erased = 0
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(ERASE.format(table), [audience.pk, list(ids)])
            erased += cursor.rowcount
    return erased
