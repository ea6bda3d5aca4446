"""The loop of the process `react`: woken by a NOTIFY, it empties the outbox and does
what is due. Several may run, on any machine.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import time
from datetime import datetime

import psycopg
from django.db import connection
from django.utils import timezone

from events import outbox, reactions, waking
from events.waking import BREATH

logger = logging.getLogger(__name__)

TICK = 5.0  # a look without being told
BUSY_LOOK = 1.0  # seconds between two looks for what is due, while much happens
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class Reactor:
    def __init__(self) -> None:
        self._is_stopping = False
        self._was_told = False
        self._looked_at = float("-inf")  # for what is due, by the clock of the process
        self._stop_reader, self._stop_writer = socket.socketpair()

    def stop(self, *_signal: object) -> None:
        """End after the batch that is at hand; a signal handler may call it."""
        if not self._is_stopping:
            self._is_stopping = True
            self._stop_writer.send(b"\0")

    def run(self) -> None:
        """React until told to stop; whatever fails is tried again."""
        pause = FIRST_PAUSE
        while not self._is_stopping:
            try:
                with waking.listening() as listener:
                    while not self._is_stopping:
                        self._turn(listener)
                        pause = FIRST_PAUSE
            except Exception as error:
                logger.warning(
                    "react: %s; goes on in %.2f s", str(error).strip(), pause
                )
                with contextlib.suppress(Exception):
                    connection.close()
                self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        connection.close()

    def _turn(self, listener: psycopg.Connection) -> None:
        """Look once, then do nothing for as long as nothing is expected."""
        done = outbox.take_round()
        if done.heard or self._was_told:
            if time.monotonic() - self._looked_at >= BUSY_LOOK:
                self._act()
            if not done.is_full:
                # Many small batches cost more than one that was waited for.
                self._was_told = False
                self._sleep(BREATH)
            return
        self._was_told = waking.wait(listener, self._stop_reader, _until(self._act()))

    def _act(self) -> datetime | None:
        """Do what is due; return when something will be next."""
        self._looked_at = time.monotonic()
        return reactions.act_on_due(timezone.now())

    def _sleep(self, seconds: float) -> None:
        """Do nothing, unless told to stop."""
        select.select([self._stop_reader], [], [], seconds)


def _until(moment: datetime | None) -> float:
    """Seconds to sleep, so that somebody who always wants to be next is bearable."""
    if moment is None:
        return TICK
    return max(BREATH, min(TICK, (moment - timezone.now()).total_seconds()))
