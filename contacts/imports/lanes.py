"""Several pieces of work at once, each on a connection and in a transaction of its own.

What they do is committed piece by piece, before the caller's own transaction is: each
must keep what it did where a second try finds it. Lanes stay open from one round to the
next, since a new connection knows nothing yet of the tables; whoever used them closes
them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait

from django.db import connection

LANES = min(4, os.cpu_count() or 1)


class _Lanes(threading.local):
    """Threads of one, those of the caller's own thread alone."""

    def __init__(self) -> None:
        self.open: list[ThreadPoolExecutor] = []


_own = _Lanes()


def each[T](work: Callable[[int], T], numbers: Iterable[int]) -> list[T]:
    """What `work` returns for each number; it raises when all of them have ended.

    Inside of a transaction that others cannot look into, one after the other.
    """
    listed = list(numbers)
    if len(listed) == 1 or connection.savepoint_ids:
        return [work(number) for number in listed]
    for place in range(len(_own.open), len(listed)):
        _own.open.append(ThreadPoolExecutor(1, thread_name_prefix=f"lane {place}"))
    begun = [
        lane.submit(_do, work, number)
        for lane, number in zip(_own.open, listed, strict=False)
    ]
    wait(begun)
    return [piece.result() for piece in begun]


def close() -> None:
    """End the lanes that were opened here, and their connections."""
    while _own.open:
        lane = _own.open.pop()
        lane.submit(_leave)
        lane.shutdown()


def _leave() -> None:
    connection.close()  # looked up here: it is another one in each thread


def _do[T](work: Callable[[int], T], number: int) -> T:
    connection.close_if_unusable_or_obsolete()
    return work(number)
