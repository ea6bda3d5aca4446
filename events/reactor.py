"""The loop of the process `react`: woken by a NOTIFY, it empties the outbox and does
what is due. Several may run, on any machine.
"""

from __future__ import annotations

import time
from datetime import datetime

import psycopg
from django.utils import timezone

from events import outbox, reactions, waking
from events.looping import Loop
from events.waking import BREATH

BUSY_LOOK = 1.0  # seconds between two looks for what is due, while much happens


class Reactor(Loop):
    name = "react"
    channel = waking.CHANNEL

    def __init__(self) -> None:
        super().__init__()
        self._was_told = False
        self._looked_at = float("-inf")  # for what is due, by the clock of the process

    def _turn(self, listener: psycopg.Connection) -> None:
        done = outbox.take_round()
        if done.heard or self._was_told:
            if time.monotonic() - self._looked_at >= BUSY_LOOK:
                self._act()
            if not done.is_full:
                # Many small batches cost more than one that was waited for.
                self._was_told = False
                self._sleep(BREATH)
            return
        self._was_told = self._wait(listener, self._act())

    def _act(self) -> datetime | None:
        """Do what is due; return when something will be next."""
        self._looked_at = time.monotonic()
        return reactions.act_on_due(timezone.now())
