"""Verbs at once, and whether they wait for each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Two:
    """Verbs in threads of their own; what any waits for is seen from here."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool

    def start(self, verb: Callable[[], object]) -> Future[object]:
        def work() -> object:
            try:
                return verb()
            finally:
                connection.close()

        return self.pool.submit(work)

    def until_waiting(self, n: int, unless: Future[object] | None = None) -> None:
        """Until so many wait for a lock, or the one is done."""
        ends = time.monotonic() + 20
        with connection.cursor() as cursor:
            waiting = -1
            while waiting < n and not (unless and unless.done()):
                assert time.monotonic() < ends, "nobody waits"
                time.sleep(0.01)
                cursor.execute(WAITING)
                (waiting,) = cursor.fetchone()
