"""How often something may be tried: counted in the database, for every process."""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Bucket


def make_cache_table(**_signal: object) -> None:
    """Make the table of the cache, which counts sign-in attempts, if it is missing."""
    call_command("createcachetable", verbosity=0)


# A bucket fills as time goes by; whoever takes the last token waits for the next.
TAKE = """
INSERT INTO accounts_bucket AS b (key, tokens, at)
VALUES (%(key)s, %(burst)s - 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    tokens = least(
        %(burst)s, b.tokens + extract(epoch FROM excluded.at - b.at) * %(rate)s
    ) - 1,
    at = excluded.at
WHERE least(
    %(burst)s, b.tokens + extract(epoch FROM excluded.at - b.at) * %(rate)s
) >= 1
RETURNING 1
"""


def take(key: str, *, burst: int, per_minute: float) -> bool:
    """Take one token of the bucket; False when it is empty.

    `burst` of them are there at first, and that many come back in a minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": key, "burst": burst, "rate": per_minute / 60})
        return cursor.fetchone() is not None


def forget_full() -> int:
    """Drop the buckets that nobody has taken from for a day: they are full again."""
    before = timezone.now() - timedelta(days=1)
    return Bucket.objects.filter(at__lt=before).delete()[0]
