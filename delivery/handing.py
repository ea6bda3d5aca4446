"""Handing over what was dispatched, and how much of it is dispatched at once."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delivery import outcomes
from delivery.sending import Claimed, Outcome
from delivery.transports import Answer, Lost, Parcel

if TYPE_CHECKING:
    from delivery.transports import Said, Transport

logger = logging.getLogger(__name__)

# Marked as on the wire at once: so many may be unknown when a sender is killed. It is
# what leaves in so many seconds, and never more than so many.
AT_ONCE, SECONDS = 32, 0.1
# Seconds after which what was marked is not handed over any more: the next message may
# take a minute, and nothing may leave whose lease is over.
LONGEST = 30.0
TOO_SLOW = "slow"  # a word of `delivery.reasons` and `delivery.troubles`

# A delivery, what came of it, and in which words.
type Heard = tuple[Claimed, Outcome, Answer | None]


class Stride:
    """How many of a message are dispatched at once, by how quickly the last ones went.

    A slow server gets one at a time, so that little is unknown when its sender dies.
    """

    def __init__(self) -> None:
        self.n = 1

    def went(self, n: int, seconds: float) -> None:
        if not n:  # all of them were taken out
            return
        fitting = int(n * SECONDS / max(seconds, 1e-6))
        self.n = max(1, min(fitting, self.n * 2, AT_ONCE))


@dataclass(frozen=True, slots=True)
class Way:
    """Where the deliveries of a message go, what writes them, and how many at once."""

    transport: Transport
    write: Callable[[Claimed], Parcel]
    stride: Stride

    def hand_over(self, going: Sequence[Claimed]) -> list[Heard]:
        """Write to each as the transport asks for it, and say what came of all."""
        began = time.monotonic()
        left, out = deque(going), deque[Claimed]()
        said: list[Heard] = []

        def parcels() -> Iterator[Parcel]:
            while left and time.monotonic() < began + LONGEST:
                one = left.popleft()
                try:
                    parcel = self.write(one)
                except Exception as error:
                    failed = Outcome(one.id, "failed", "unwritten", repr(error))
                    said.append((one, failed, None))
                else:
                    out.append(one)
                    yield parcel

        while left and time.monotonic() < began + LONGEST:
            try:
                for answer in self.transport.post(parcels()):
                    said.append(_heard(out.popleft(), answer))
                if out:
                    raise RuntimeError("Of some it was not said what became of them.")
            except Exception as error:  # what is known of the others is written down
                logger.exception("send: deliveries %s", [one.id for one in out])
                lost = Lost(repr(error), may_be_taken=bool(out))
                said += [_heard(one, lost) for one in out or [left.popleft()]]
                out.clear()
        self.stride.went(len(going), time.monotonic() - began)
        said += [(one, outcomes.again(one, reason=TOO_SLOW), None) for one in left]
        return said


def _heard(one: Claimed, said: Said) -> Heard:
    if isinstance(said, Answer):
        return one, outcomes.of_answer(one, said), said
    if isinstance(said, Lost):
        return one, outcomes.of_loss(one, said), None
    return one, Outcome(one.id, "failed", "refused", str(said)), None
