"""Several pieces of work at once, each on a connection and in a transaction of its own.

What they do is committed piece by piece, before the caller's own transaction is: each
must keep what it did where a second try finds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait

from django.db import connection

LANES = min(4, os.cpu_count() or 1)


def each[T](work: Callable[[int], T], numbers: Iterable[int]) -> list[T]:
    """What `work` returns for each number; it raises when all of them have ended.

    Inside of a transaction that others cannot look into, one after the other.
    """
    listed = list(numbers)
    if len(listed) == 1 or connection.savepoint_ids:
        return [work(number) for number in listed]
    with ThreadPoolExecutor(len(listed), thread_name_prefix="lane") as pool:
        begun = [pool.submit(_on_its_own, work, number) for number in listed]
        wait(begun)
    return [piece.result() for piece in begun]


def _on_its_own[T](work: Callable[[int], T], number: int) -> T:
    try:
        return work(number)
    finally:
        connection.close()
