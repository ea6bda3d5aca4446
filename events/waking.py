"""Whoever reacts is woken after the commit of what there is to react to.

Never inside the transaction: a NOTIFY in it makes all commits of the database wait for
each other.
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection, transaction

CHANNEL = "events_outbox"
# Who was woken looks a second time after `BREATH`, which is longer: what is not told
# meanwhile is seen then.
PAUSE = 0.02
BREATH = 0.03


class _Bell:
    """When this process last rang, in seconds of its own clock."""

    rang_at = float("-inf")


def wake_after_commit(heard: int) -> None:
    """Wake whoever reacts, once the transaction stands, if it filled the outbox."""
    if heard:
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    now = time.monotonic()
    if now - _Bell.rang_at < PAUSE:
        return
    _Bell.rang_at = now
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


@contextlib.contextmanager
def listening() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own that is told when the outbox was filled."""
    own = connection.copy()
    try:
        own.connect()
        listener: psycopg.Connection[Any] = own.connection
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener
    finally:
        own.close()


def wait(listener: psycopg.Connection[Any], until: Any, seconds: float) -> bool:
    """Sleep until told, or until there is something to read in `until`; whether told.

    Raises `psycopg.OperationalError` when the server goes away.
    """
    readable, _, _ = select.select([listener, until], [], [], seconds)
    return listener in readable and bool(list(listener.notifies(timeout=0)))
