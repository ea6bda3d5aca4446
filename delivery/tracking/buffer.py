"""What was asked for, held for a second at most and written many at once.

A process that answers requests has a thread of its own for it, which writes what is
left when the process ends as it should. Any other writes at once.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import DataError, IntegrityError, close_old_connections, connection

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds
MANY = 200
ROOM = 50_000  # while the database does not answer

# What belongs to nothing is left out: a token that was made up, or one long gone. What
# somebody does who was erased is nobody's, and so is it of who refused since it left.
WRITE = """
INSERT INTO delivery_hit
    (audience_id, link_id, delivery_id, at, ip, agent, is_head, is_judged, reason)
SELECT l.audience_id, l.id, d.id, s.at, CASE WHEN d.id IS NOT NULL THEN s.ip END,
    s.agent, s.is_head, false, ''
FROM unnest(
    %(links)s::uuid[], %(deliveries)s::uuid[], %(ats)s::timestamptz[],
    %(ips)s::inet[], %(agents)s::text[], %(heads)s::boolean[]
) AS s (link, delivery, at, ip, agent, is_head)
JOIN delivery_link l ON l.token = s.link
LEFT JOIN delivery_delivery d ON d.audience_id = l.audience_id
    AND d.message_id = l.message_id AND d.token = s.delivery
    AND (d.contact_id IS NOT NULL OR d.email <> '')
    AND coalesce((
        SELECT said.given FROM contacts_consent said
        WHERE said.audience_id = d.audience_id AND said.contact_id = d.contact_id
          AND said.channel = 'tracking'
        ORDER BY said.at DESC, said.id DESC LIMIT 1
    ), true)
ORDER BY s.at
"""


@dataclass(frozen=True, slots=True)
class Seen:
    link: UUID
    delivery: UUID | None
    at: datetime
    ip: str
    agent: str
    is_head: bool


def write(seen: Sequence[Seen]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "links": [one.link for one in seen],
                "deliveries": [one.delivery for one in seen],
                "ats": [one.at for one in seen],
                "ips": [one.ip or None for one in seen],
                "agents": [one.agent for one in seen],
                "heads": [one.is_head for one in seen],
            },
        )


class Buffer[T]:
    """`add` never waits for the database, as long as there is a thread that does."""

    def __init__(
        self, write: Callable[[Sequence[T]], None], *, has_thread: bool
    ) -> None:
        self._write = write
        self._has_thread = has_thread
        self._waiting: deque[T] = deque(maxlen=ROOM)
        self._turn = threading.Lock()
        self._is_much = threading.Event()
        self._is_over = False
        self._process = 0  # whose thread it is: it does not survive a fork

    def add(self, seen: T) -> None:
        self._waiting.append(seen)
        if not self._has_thread:
            self.flush()
            return
        if self._process != os.getpid():
            self._start()
        if len(self._waiting) >= MANY:
            self._is_much.set()

    def flush(self) -> None:
        """Write all that waits; what could not be written waits on."""
        with self._turn:
            while some := list(islice(self._waiting, MANY)):
                self._write_all(some)
                for _one in some:
                    self._waiting.popleft()

    def _write_all(self, some: Sequence[T]) -> None:
        """What cannot be written by itself keeps no other from it."""
        try:
            self._write(some)
        except (DataError, IntegrityError):
            for one in some:
                try:
                    self._write([one])
                except (DataError, IntegrityError) as error:
                    logger.warning("A hit is left out: %s", error)

    def close(self) -> None:
        """Write what is left; nothing is added any more."""
        self._is_over = True
        self._is_much.set()
        self._try()

    def _start(self) -> None:
        with self._turn:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            threading.Thread(target=self._run, name="hits", daemon=True).start()
            atexit.register(self.close)

    def _run(self) -> None:
        while not self._is_over:
            self._is_much.wait(EVERY)
            self._is_much.clear()
            if self._waiting:
                self._try()

    def _try(self) -> None:
        try:
            close_old_connections()
            self.flush()
        except Exception:
            logger.exception("%s hits wait", len(self._waiting))
        finally:
            connection.close()


hits = Buffer(write, has_thread=settings.PROCESS == "web")
