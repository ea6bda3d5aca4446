"""That a delivery came already: the receipts that reports leave as well."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from contacts.ingest.reports import hashed

if TYPE_CHECKING:
    from contacts.hooks.reading import Reading
    from contacts.models import HookCall

# Whoever brings a key that is being written waits for it, and then has none.
CLAIM = """
INSERT INTO events_receipt (audience_id, key, received_at)
SELECT %(audience)s::bigint, key, %(now)s::timestamptz
FROM unnest(%(keys)s::uuid[]) AS wanted (key) ORDER BY key
ON CONFLICT (audience_id, key) DO NOTHING
RETURNING key
"""
RELEASE = """
DELETE FROM events_receipt
WHERE audience_id = %(audience)s AND key = ANY (%(keys)s::uuid[])
"""


def key_of(call: HookCall, reading: Reading) -> UUID | None:
    """By what the delivery is known again: the id in it, or else the sender's own.

    One order can be placed and paid for: the name of the event belongs to its id.
    """
    scope = f"webhook {call.hook_id}"
    if reading.key:
        return hashed(f"{scope} id", f"{reading.name}\0{reading.key}")
    return hashed(f"{scope} delivery", call.delivery) if call.delivery else None


def claim(audience_id: int, keys: Collection[UUID], now: datetime) -> set[UUID]:
    """Leave receipts for the keys; return those that had none."""
    if not keys:
        return set()
    params: dict[str, Any] = {"audience": audience_id, "keys": list(keys), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, params)
        return {UUID(str(key)) for (key,) in cursor.fetchall()}


def release(audience_id: int, keys: Collection[UUID]) -> None:
    """Forget receipts that this transaction left: nothing came of what they are for."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, {"audience": audience_id, "keys": list(keys)})
