"""The months of the log: made ahead, never inside somebody's transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from events import retention

if TYPE_CHECKING:
    from accounts.models import Account

AHEAD = 3
BEHIND = 24
KINDS = ("own", "custom")

PARTITION = """
CREATE TABLE IF NOT EXISTS {table}_{month:%Y_%m} PARTITION OF {table}
FOR VALUES FROM ('{month:%Y-%m-01} 00:00:00+00') TO ('{after:%Y-%m-01} 00:00:00+00')
"""
# A month that lost its place in the log but is there still counts as well: somebody was
# killed before dropping it.
MONTHS = r"""
SELECT c.relname, coalesce(i.inhdetachpending, false), i.inhrelid IS NOT NULL
FROM pg_class c
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND c.relname ~ %s
ORDER BY c.relname
"""


def month_after(month: date, n: int = 1) -> date:
    months = month.year * 12 + month.month - 1 + n
    return date(months // 12, months % 12 + 1, 1)


def month_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)


def ensure_partitions(since: datetime | None = None) -> int:
    """Make the months from `since` to three ahead; count those of the longer kind.

    Without `since`, from two years ago, but none that is dropped again at night.
    """
    last = month_after(month_of(timezone.now()), AHEAD)
    most = 0
    for kind in KINDS:
        months = _months(_first(kind, since), last)
        most = max(most, len(months))
        for month in months:
            make_month(kind, month)
    return most


def reach(account: Account, kind: str = "custom") -> datetime:
    """Since when events can be written: as far back as they are kept and have months.

    Months are made for two years back, however much longer a plan keeps them.
    """
    first = month_after(month_of(timezone.now()), -BEHIND)
    made = datetime(first.year, first.month, 1, tzinfo=UTC)
    cutoff = retention.cutoff_of(account, kind)
    return made if cutoff is None else max(made, cutoff)


def make_month(kind: str, month: date) -> None:
    table = f"events_event_{kind}"
    with connection.cursor() as cursor:
        cursor.execute(
            PARTITION.format(table=table, month=month, after=month_after(month))
        )


def drop_months(kind: str, before: datetime) -> list[str]:
    """Drop the months of this kind that end before then; name them.

    Outside of any transaction: readers and writers go on meanwhile.
    """
    if connection.in_atomic_block:
        raise RuntimeError("Months are dropped outside of transactions.")
    table = f"events_event_{kind}"
    dropped = []
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [rf"^{table}_\d{{4}}_\d{{2}}$"])
        for name, is_pending, is_attached in cursor.fetchall():
            year, month = map(int, name.rsplit("_", 2)[1:])
            if month_after(date(year, month, 1)) > month_of(before):
                continue
            if is_attached:
                how = "FINALIZE" if is_pending else "CONCURRENTLY"
                cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {name} {how}")
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            dropped.append(name)
    return dropped


def _first(kind: str, since: datetime | None) -> date:
    if since is not None:
        return month_of(since)
    first = month_after(month_of(timezone.now()), -BEHIND)
    cutoff = retention.cutoff(kind)
    return max(first, month_of(cutoff)) if cutoff else first


def _months(first: date, last: date) -> list[date]:
    months = []
    while first <= last:
        months.append(first)
        first = month_after(first)
    return months
