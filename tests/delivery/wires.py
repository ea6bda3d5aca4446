"""A way out for the loop that sends, and its turns, for tests."""

from __future__ import annotations

from delivery import rounds
from delivery.sender import Sender
from delivery.transports import Answer, Lost, Transport


class Wire(Transport):
    """A way out that takes whatever comes and remembers to whom."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.closed = 0
        self.is_shut = False

    def send(self, sender: str, recipient: str, raw: bytes) -> Answer:
        if self.is_shut:
            raise Lost("nobody listens", may_be_taken=False)
        self.taken.append(recipient)
        return Answer(250, "ok")

    def close(self) -> None:
        self.closed += 1


def work(sender: Sender) -> None:
    """Until there is nothing to do."""
    for _turn in range(50):
        if not sender.work(rounds.waiting()):
            return
