"""The loop of the process `send`: whatever is due leaves, fairly, and nothing that
fails keeps the rest from it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
from django.db import DatabaseError, connection
from django.utils import timezone

from delivery import freezing, ledger, letters, rounds, runner, sending, transports
from delivery.handing import Stride
from delivery.identities import MayNotSend
from delivery.letters import Written
from delivery.models import Channel, Message
from delivery.reasons import impersonal
from delivery.rounds import Turns, Waiting
from delivery.sms import sending as sms
from delivery.transports import Transport
from delivery.transports.choosing import Shut
from delivery.troubles import Trouble
from events.looping import Loop
from events.waking import BREATH

logger = logging.getLogger(__name__)

TURN = 1.0  # seconds of sending after which others have theirs
LEAST = 25  # that are claimed first; more as they go quickly
TROUBLE = timedelta(minutes=1)  # that a message is left alone which fails as a whole
SHUT = timedelta(seconds=30)  # or whose way out is shut
FRESH = 300.0  # seconds that a letter is used which was bound once


class Lane:
    """A message that is being sent: its letter, its way out, and how quick that is."""

    def __init__(self, one: Waiting) -> None:
        self.message: Message = one.message
        self.ready: Written = letters.written(self.message)
        self.transport: Transport = _way_of(self.message)
        self.stride = Stride()
        self.n = LEAST
        self.made_at = time.monotonic()

    @property
    def is_current(self) -> bool:
        """Whether its letter and its way are still those that somebody approved."""
        way = self.transport
        return not isinstance(way, sms.Way) or way.is_current

    def send(self, is_stopping: Callable[[], bool]) -> runner.Batch:
        ends = time.monotonic() + TURN

        def is_over() -> bool:
            return is_stopping() or time.monotonic() > ends

        batch = runner.send_some(
            *(self.message, self.transport, self.ready, self.stride), self.n, is_over
        )
        if time.monotonic() > ends:
            self.n = max(LEAST, self.n // 2)
        elif batch.claimed == self.n:
            self.n = min(runner.CLAIMED, self.n * 2)
        return batch


def _way_of(message: Message) -> Transport:
    if message.channel != Channel.SMS:
        return transports.of(message)
    changed = Trouble("sms_changed")
    return sms.way_of(message) or Shut(sms.why_shut(message) or changed)


class Sender(Loop):
    name = "send"
    channel = ledger.CHANNEL

    def __init__(self) -> None:
        super().__init__()
        self.turns = Turns()
        self.lanes: dict[int, Lane] = {}

    def sweep(self, seconds: float) -> None:
        """The same for a while, for when no sender runs."""
        ends = time.monotonic() + seconds
        try:
            while time.monotonic() < ends and not self._is_stopping:
                if not self.work(rounds.waiting()):
                    return
        finally:
            self._leave()

    def run(self) -> None:
        try:
            super().run()
        finally:
            self._leave()

    def work(self, known: list[Waiting]) -> bool:
        """Do some of what there is to do; whether any of it was done."""
        self.turns.forget_others(known)
        self._keep(known)
        done = [self._alone(one, self._tend) for one in known]
        now = timezone.now()
        due = self.turns.next(one for one in known if one.is_due(now))
        done += [self._alone(one, self._send) for one in due]
        return any(done)

    def _turn(self, listener: psycopg.Connection) -> None:
        known = rounds.waiting()
        if self.work(known):
            return
        now = timezone.now()
        dues = [one.due_at for one in known if one.stage == "sending" and one.due_at]
        if any(due <= now for due in dues):  # another sender has them at hand
            self._sleep(BREATH)
            return
        self._leave()
        self._wait(listener, min(dues, default=None))

    def _alone(self, one: Waiting, act: Callable[[Waiting], bool]) -> bool:
        """What fails is told and left alone for a while; it keeps nobody waiting."""
        if self._is_stopping:
            return False
        try:
            return act(one)
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            logger.exception("send: message %s of audience %s", one.id, one.audience_id)
            self._drop(one.id)
            said = impersonal(f"{type(error).__name__}: {error}")
            rounds.hold(one, Trouble("failed", said), TROUBLE)
            return True

    def _tend(self, one: Waiting) -> bool:
        """What is to be done before or after sending it."""
        if one.leased and sending.expire(one.message):
            return True
        if one.stage == "freezing":
            return self._freeze(one)
        return one.stage == "canceled" and sending.leave_out(one.message) > 0

    def _freeze(self, one: Waiting) -> bool:
        try:
            freezing.freeze_next(one.message)
        except MayNotSend as refused:
            rounds.hold(one, refused.trouble, TROUBLE)
        except freezing.NobodyKnown:
            rounds.hold(one, Trouble("nobody_known"), TROUBLE)
        return True

    def _send(self, one: Waiting) -> bool:
        lane = self.lanes.get(one.id)
        if lane is not None and not lane.is_current:
            self._drop(one.id)
            lane = None
        if lane is None:
            lane = self.lanes[one.id] = Lane(one)
        batch = lane.send(lambda: self._is_stopping)
        if batch.shut:
            self._drop(one.id)
            rounds.hold(one, batch.shut, SHUT)
        elif batch.claimed:
            rounds.clear(lane.message)
        return batch.claimed > 0

    def _keep(self, known: list[Waiting]) -> None:
        """Let go of what is over, and of letters that were bound long ago."""
        ids = {one.id for one in known}
        old = time.monotonic() - FRESH
        for pk in [pk for pk, lane in self.lanes.items() if lane.made_at < old]:
            self._drop(pk)
        for pk in [pk for pk in self.lanes if pk not in ids]:
            self._drop(pk)

    def _leave(self) -> None:
        for pk in list(self.lanes):
            self._drop(pk)

    def _drop(self, pk: int) -> None:
        lane = self.lanes.pop(pk, None)
        if lane is not None:
            lane.transport.close()
