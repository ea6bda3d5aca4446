"""A process that is woken by a NOTIFY, and looks by itself now and then. Several may
run, on any machine.
"""

from __future__ import annotations

import contextlib
import logging
import select
import signal
import socket
from datetime import datetime

import psycopg
from django.db import connection
from django.utils import timezone

from events import waking
from events.waking import BREATH

logger = logging.getLogger(__name__)

TICK = 5.0  # seconds to a look without being told
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class Loop:
    """What it does in a turn is its own; `name` stands in the log."""

    name: str
    channel: str

    def __init__(self) -> None:
        self._is_stopping = False
        self._stop_reader, self._stop_writer = socket.socketpair()

    def stop(self, *_signal: object) -> None:
        """End after the batch that is at hand; a signal handler may call it."""
        if not self._is_stopping:
            self._is_stopping = True
            self._stop_writer.send(b"\0")

    def run_until_told(self) -> None:
        """As the main program of a process, which ends politely when asked to."""
        for request in (signal.SIGTERM, signal.SIGINT):
            signal.signal(request, self.stop)
        self.run()

    def run(self) -> None:
        """Turn until told to stop; whatever fails is tried again."""
        pause = FIRST_PAUSE
        while not self._is_stopping:
            try:
                with waking.listening(self.channel) as listener:
                    while not self._is_stopping:
                        self._turn(listener)
                        pause = FIRST_PAUSE
            except Exception as error:
                said = str(error).strip()
                logger.warning("%s: %s; goes on in %.2f s", self.name, said, pause)
                with contextlib.suppress(Exception):
                    connection.close()
                self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        connection.close()

    def _turn(self, listener: psycopg.Connection) -> None:
        """Look once, then do nothing for as long as nothing is expected."""
        raise NotImplementedError

    def _wait(self, listener: psycopg.Connection, until: datetime | None) -> bool:
        """Do nothing until told, or something is due; whether told."""
        return waking.wait(listener, self._stop_reader, _seconds(until))

    def _sleep(self, seconds: float) -> None:
        """Do nothing, unless told to stop."""
        select.select([self._stop_reader], [], [], seconds)


def _seconds(moment: datetime | None) -> float:
    """To sleep, so that somebody who always wants to be next is bearable."""
    if moment is None:
        return TICK
    return max(BREATH, min(TICK, (moment - timezone.now()).total_seconds()))
