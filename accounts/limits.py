"""How often something may be tried: counted in the database, for every process."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.management import call_command
from django.db import connection

# A bucket fills by itself, a little at a time; who finds less than one waits. By itself
# the statement does not wait for the disk: all who share a bucket would, one by one.
TAKE = """
WITH commit AS MATERIALIZED (
    SELECT CASE WHEN %(alone)s
        THEN set_config('synchronous_commit', 'off', true) END
)
INSERT INTO accounts_bucket AS b (name, tokens, at)
SELECT %(name)s, %(most)s - 1, clock_timestamp() FROM commit
ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, tokens = {filled} - 1
WHERE {filled} >= 1
"""
FILLED = """least(
    %(most)s,
    b.tokens + greatest(extract(epoch FROM EXCLUDED.at - b.at), 0) * %(rate)s
)"""

# Who asks again finds a new one, as full as the old one is.
FORGET = """
DELETE FROM accounts_bucket WHERE at < clock_timestamp() - interval '1 day'
"""


class Rate(NamedTuple):
    """So many at once, and as many again in each further stretch of seconds.

    A stretch is at most a day: buckets that nobody used for longer are forgotten.
    """

    most: int
    seconds: int


def take(name: str, rate: Rate) -> bool:
    """Take one from the bucket of this name; False when it holds none."""
    params: dict[str, Any] = {
        "name": name,
        "most": rate.most,
        "rate": rate.most / rate.seconds,
        "alone": not connection.in_atomic_block,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(filled=FILLED), params)
        return bool(cursor.rowcount)


def forget() -> int:
    """Forget buckets that are full by now, of whoever is gone among them; how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        return int(cursor.rowcount)


def make_cache_table(**_signal: object) -> None:
    """Make the table of the cache, which counts sign-in attempts, if it is missing."""
    call_command("createcachetable", verbosity=0)
