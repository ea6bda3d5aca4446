"""How long the log is kept: own events by a setting, custom ones as plans say.

What no plan in use includes any more leaves month by month; what one account's plan
does not include is deleted in batches. Totals outlive both.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience

if TYPE_CHECKING:
    from accounts.models import Account

BATCH = 10_000
RECEIPT_HOURS = 48  # a day is promised

DELETE = """
DELETE FROM events_event
WHERE kind = 'custom' AND audience_id = %(audience)s AND occurred_at < %(before)s
  AND (id, occurred_at) IN (
    SELECT e.id, e.occurred_at FROM events_event e
    WHERE e.kind = 'custom' AND e.audience_id = %(audience)s
      AND e.occurred_at < %(before)s
    ORDER BY e.id LIMIT %(n)s
)
"""
DELETE_RECEIPTS = """
DELETE FROM events_receipt
WHERE audience_id = %(audience)s AND received_at < %(before)s
  AND key IN (
    SELECT r.key FROM events_receipt r
    WHERE r.audience_id = %(audience)s AND r.received_at < %(before)s
    ORDER BY r.received_at LIMIT %(n)s
)
"""


def cutoff(kind: str) -> datetime | None:
    """Before when nobody keeps events of this kind; None when all are kept."""
    days = settings.OWN_EVENT_DAYS or None if kind == "own" else _longest_plan()
    return None if days is None else timezone.now() - timedelta(days=days)


def cutoff_of(account: Account, kind: str = "custom") -> datetime | None:
    """Before when the account has no events of this kind any more; None for never.

    Custom events are kept as its plan says, own ones as long as anybody's.
    """
    if kind == "own":
        return cutoff(kind)
    days = account.plan.event_days
    return None if days is None else timezone.now() - timedelta(days=days)


def delete_expired(seconds: float) -> tuple[int, bool]:
    """Delete what plans no longer include; how many that were, and if all are gone."""
    limited = Audience.objects.exclude(account__plan__event_days=None)
    audiences = limited.select_related("account__plan").order_by("pk")
    return delete_batches(
        seconds, ((a.pk, cutoff_of(a.account)) for a in audiences), DELETE
    )


def delete_receipts(seconds: float) -> tuple[int, bool]:
    """Delete receipts that nobody asks for again; how many, and if all are gone."""
    before = timezone.now() - timedelta(hours=RECEIPT_HOURS)
    ids = Audience.objects.order_by("pk").values_list("pk", flat=True)
    return delete_batches(seconds, ((pk, before) for pk in ids), DELETE_RECEIPTS)


def delete_batches(
    seconds: float, befores: Iterable[tuple[int, datetime | None]], statement: str
) -> tuple[int, bool]:
    """Delete batch by batch what is older in each audience, or until time is over."""
    ends = time.monotonic() + seconds
    deleted = 0
    for audience_id, before in befores:
        params = {"audience": audience_id, "before": before, "n": BATCH}
        while n := _delete_batch(statement, params):
            deleted += n
            if time.monotonic() > ends:
                return deleted, False
    return deleted, True


def _delete_batch(statement: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def _longest_plan() -> int | None:
    """The days of the longest plan that an account has; None when one has no limit."""
    used = Plan.objects.filter(accounts__isnull=False).distinct()
    days = list(used.values_list("event_days", flat=True))
    lengths = [each for each in days if each is not None]
    return max(lengths) if lengths and len(lengths) == len(days) else None
