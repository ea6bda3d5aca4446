"""How often something may be tried: counted in the database, for every process."""

from __future__ import annotations

from collections.abc import Mapping
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

# Of several buckets at once, each as much as it holds of what is wanted.
FILL = """
INSERT INTO accounts_bucket (name, tokens, at)
SELECT name, most, clock_timestamp()
FROM unnest(%(names)s::text[], %(mosts)s::float8[]) AS asked (name, most)
ORDER BY name
ON CONFLICT (name) DO NOTHING
"""
TAKE_SOME = """
WITH asked AS (
    SELECT * FROM unnest(
        %(names)s::text[], %(mosts)s::float8[], %(rates)s::float8[], %(wanted)s::int[]
    ) AS asked (name, most, rate, n)
), held AS MATERIALIZED (
    SELECT b.name, asked.n, least(asked.most, b.tokens
        + greatest(extract(epoch FROM clock_timestamp() - b.at), 0) * asked.rate
    ) AS filled
    FROM accounts_bucket b JOIN asked ON asked.name = b.name
    ORDER BY b.name FOR UPDATE OF b
), granted AS (
    SELECT name, filled, least(n, floor(filled))::int AS n FROM held
)
UPDATE accounts_bucket b SET tokens = filled - n, at = clock_timestamp()
FROM granted WHERE granted.name = b.name
RETURNING b.name, granted.n
"""
FILLED_NOW = """
SELECT least(%(most)s, tokens
    + greatest(extract(epoch FROM clock_timestamp() - at), 0) * %(rate)s)
FROM accounts_bucket WHERE name = %(name)s
"""
GIVE_BACK = """
UPDATE accounts_bucket SET tokens = least(%(most)s, tokens + %(n)s)
WHERE name = %(name)s
"""

# Who asks again finds a new one, as full as the old one is.
FORGET = """
DELETE FROM accounts_bucket WHERE at < clock_timestamp() - interval '1 day'
"""


class Rate(NamedTuple):
    """So many at once, and as many again in each further stretch of seconds.

    A stretch is at most a day: buckets that nobody used for longer are forgotten.
    """

    most: float
    seconds: float


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


def take_some(asked: Mapping[str, tuple[Rate, int]]) -> dict[str, int]:
    """Take up to so many from each of the buckets; how many each gave.

    They are held until the transaction ends: who shares them waits.
    """
    if not asked:
        return {}
    params: dict[str, Any] = {
        "names": list(asked),
        "mosts": [rate.most for rate, _n in asked.values()],
        "rates": [rate.most / rate.seconds for rate, _n in asked.values()],
        "wanted": [n for _rate, n in asked.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, params)
        cursor.execute(TAKE_SOME, params)
        return dict(cursor.fetchall())


def give_back(name: str, most: float, n: int) -> None:
    """Put back what was taken and not used."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"name": name, "most": most, "n": n})


def filled(name: str, rate: Rate) -> float:
    """How much the bucket holds now."""
    params: dict[str, Any] = {"name": name, "most": rate.most}
    params["rate"] = rate.most / rate.seconds
    with connection.cursor() as cursor:
        cursor.execute(FILLED_NOW, params)
        row = cursor.fetchone()
    return float(row[0]) if row else float(rate.most)


def forget_one(name: str) -> None:
    """Let it be full again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_bucket WHERE name = %s", [name])


def forget() -> int:
    """Forget buckets that are full by now, of whoever is gone among them; how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        return int(cursor.rowcount)


def make_cache_table(**_signal: object) -> None:
    """Make the table of the cache, which counts sign-in attempts, if it is missing."""
    call_command("createcachetable", verbosity=0)
