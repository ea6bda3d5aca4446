"""What a transport takes, and what it says of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with CRLF at its ends of lines, and what its envelope says."""

    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The other side's reply: 2xx took it, 4xx asks to come again, 5xx never takes it.

    `is_about` says whether it speaks of this recipient, or of everything that is sent
    now, as the reply to a greeting or a sign-in does.
    """

    code: int
    text: str
    is_about: bool = True
    # Whether these are the words of a mail server, which mean what they do in a report.
    is_smtp: bool = False
    # By which name a provider speaks of the message later.
    provider_id: str = ""
    # Whether it refuses since the recipient opted out there.
    is_opt_out: bool = False
    # Whether it does not say of whom it is: of the recipient, or of whoever sends.
    is_doubtful: bool = False
    # Whether it refuses whoever sends, whomever it is to.
    is_account: bool = False

    @property
    def is_taken(self) -> bool:
        return 200 <= self.code < 300

    @property
    def may_come_again(self) -> bool:
        return 400 <= self.code < 500


class Lost(Exception):
    """The connection broke; `may_be_taken` when all of a message was on its way.

    It `is_about` this recipient where the other side broke off when it heard of them.
    """

    def __init__(
        self, reason: str, *, may_be_taken: bool, is_about: bool = False
    ) -> None:
        super().__init__(reason)
        self.may_be_taken = may_be_taken
        self.is_about = is_about


# Of one parcel; a ValueError where no server could be told of its addresses.
type Said = Answer | Lost | ValueError


class Transport(ABC):
    @abstractmethod
    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Hand over one message with CRLF at its ends of lines; raises Lost."""

    def post(self, parcels: Iterable[Parcel]) -> Iterator[Said]:
        """Hand them over in their order, and tell of each what became of it.

        They are taken one by one, and some of them before all is said of the last: only
        of those that were taken can the other side have heard.
        """
        for one in parcels:
            try:
                yield self.send(one.sender, one.recipient, one.message)
            except (Lost, ValueError) as error:
                yield error

    def close(self) -> None:  # noqa: B027 - many have nothing to leave
        """Leave, politely where that is possible."""
