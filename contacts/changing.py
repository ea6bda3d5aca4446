"""The one statement by which a verb changes many contacts."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from audiences.models import Counter

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

MAX_REMEMBERED = 200  # letters of an old and a new value together

# Rows are locked in the order of their ids everywhere, so that no two verbs deadlock.
CHANGE = """
WITH target AS MATERIALIZED ({target} FOR NO KEY UPDATE)
UPDATE contacts_contact c SET {changes}, changed_at = %s
FROM target
WHERE c.audience_id = %s AND c.id = target.id
RETURNING c.id, target.status, target.archived_at IS NOT NULL, c.status, {before}
"""


class Changed(NamedTuple):
    id: int
    old_status: str
    was_archived: bool
    status: str
    before: Any = None  # what the kept column held


def change(
    contacts: ContactQuerySet,
    cause: Cause,
    changes: str,
    params: Sequence[Any],
    *,
    keep: str = "",
) -> list[Changed]:
    """Apply the SET clause `changes` to the contacts; return the rows it changed.

    Those say what the column `keep` held before.
    """
    kept = [keep] if keep else []
    rows = contacts.order_by("pk").values("id", "status", "archived_at", *kept)
    try:
        target, target_params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE.format(
                target=target,
                changes=changes,
                before=f"target.{keep}" if keep else "NULL",
            ),
            [*target_params, *params, cause.at, cause.audience.pk],
        )
        return [Changed(*row) for row in cursor.fetchall()]


def count_statuses(
    audience: Audience, moves: Iterable[tuple[str | None, str | None]]
) -> None:
    """Move the status counters; None stands for not being in the audience."""
    change: Tally[str] = Tally()
    for old, new in moves:
        if old is not None:
            change[old] -= 1
        if new is not None:
            change[new] += 1
    Counter.objects.add(audience, Counter.Kind.STATUS, change)


def remembered(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Old and new value by name, as events keep them: where both are short."""
    return {
        name: pair
        for name, pair in changes.items()
        if len(json.dumps(pair)) <= MAX_REMEMBERED
    }
