"""Whoever waits for something is woken after the commit of what there is to do.

Never inside the transaction: a NOTIFY in it makes all commits of the database wait for
each other.
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
from django.db import connection, transaction

CHANNEL = "events_outbox"
# Who was woken looks a second time after `BREATH`, which is longer: what is not told
# meanwhile is seen then.
PAUSE = 0.02
BREATH = 0.03

# When this process last rang on a channel, in seconds of its own clock.
_rang_at: dict[str, float] = {}


def wake_after_commit(n: int, channel: str = CHANNEL) -> None:
    """Wake who listens, once the transaction stands, if it left something to do."""
    if n:
        transaction.on_commit(partial(wake, channel), robust=True)


def wake(channel: str = CHANNEL) -> None:
    now = time.monotonic()
    if now - _rang_at.get(channel, float("-inf")) < PAUSE:
        return
    _rang_at[channel] = now
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {channel}")


@contextlib.contextmanager
def listening(channel: str = CHANNEL) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own that is told of what there is to do."""
    own = connection.copy()
    try:
        own.connect()
        listener: psycopg.Connection[Any] = own.connection
        listener.execute(f"LISTEN {channel}".encode())
        yield listener
    finally:
        own.close()


def wait(listener: psycopg.Connection[Any], until: Any, seconds: float) -> bool:
    """Sleep until told, or until there is something to read in `until`; whether told.

    Raises `psycopg.OperationalError` when the server goes away.
    """
    readable, _, _ = select.select([listener, until], [], [], seconds)
    return listener in readable and bool(list(listener.notifies(timeout=0)))
