"""The months of the log: made ahead, never inside somebody's transaction."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

AHEAD = 3
BEHIND = 24

PARTITION = """
CREATE TABLE IF NOT EXISTS {table}_{month:%Y_%m} PARTITION OF {table}
FOR VALUES FROM ('{month:%Y-%m-01} 00:00:00+00') TO ('{after:%Y-%m-01} 00:00:00+00')
"""


def month_after(month: date, n: int = 1) -> date:
    months = month.year * 12 + month.month - 1 + n
    return date(months // 12, months % 12 + 1, 1)


def ensure_partitions(since: datetime | None = None) -> int:
    """Make the months from `since` (two years ago) to three ahead; count them."""
    first = (since or timezone.now()).date().replace(day=1)
    if since is None:
        first = month_after(first, -BEHIND)
    last = month_after(timezone.now().date().replace(day=1), AHEAD)
    months = []
    while first <= last:
        months.append(first)
        first = month_after(first)
    with connection.cursor() as cursor:
        for table in ("events_event_own", "events_event_custom"):
            for month in months:
                cursor.execute(
                    PARTITION.format(table=table, month=month, after=month_after(month))
                )
    return len(months)
