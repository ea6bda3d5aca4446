"""How long the log is kept: own events by a setting, custom ones as plans say.

What no plan in use includes any more leaves month by month; what one account's plan
does not include is deleted in batches. Totals outlive both.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience

if TYPE_CHECKING:
    from accounts.models import Account

BATCH = 10_000

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
    ends = time.monotonic() + seconds
    deleted = 0
    limited = Audience.objects.exclude(account__plan__event_days=None)
    for audience in limited.select_related("account__plan").order_by("pk"):
        while n := _delete_batch(audience):
            deleted += n
            if time.monotonic() > ends:
                return deleted, False
    return deleted, True


def _delete_batch(audience: Audience) -> int:
    params = {
        "audience": audience.pk,
        "before": cutoff_of(audience.account),
        "n": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(DELETE, params)
        return int(cursor.rowcount)


def _longest_plan() -> int | None:
    """The days of the longest plan that an account has; None when one has no limit."""
    used = Plan.objects.filter(accounts__isnull=False).distinct()
    days = list(used.values_list("event_days", flat=True))
    lengths = [each for each in days if each is not None]
    return max(lengths) if lengths and len(lengths) == len(days) else None
