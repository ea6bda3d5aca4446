"""What is told to a provider, and what it tells us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from accounts.outbound import Reply, Unreached
from delivery.transports import Answer, Lost

# What is said of everything that is sent now, not of whom it is sent to.
SHUT = {401, 403, 404, 408, 429, 503}


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a provider to us, under the address that it knows us by."""

    url: str
    params: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""

    def first(self, name: str) -> str:
        return next(iter(self.params.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that somebody sent; `word` where the provider acted on it itself."""

    provider_id: str
    number: str
    body: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a message: a status of `SmsReceipt`, and a code that says why."""

    status: str
    code: str = ""


class Provider(Protocol):
    """A transport whose way back is the address that news of the message come to."""

    # What is answered to its calls: the kind of content, and the content.
    receipt: ClassVar[tuple[str, str]]

    def send(self, sender: str, recipient: str, message: bytes) -> Answer: ...

    def close(self) -> None: ...

    def is_opt_out(self, code: str) -> bool:
        """Whether it refuses because the person opted out there."""

    def is_genuine(self, call: Call) -> bool:
        """Whether the call was made by who knows the secret."""

    def heard(self, call: Call) -> Heard | None: ...

    def said(self, call: Call) -> Said | None: ...


def answer_of(reply: Reply, text: str) -> Answer:
    """As SMTP would say it; raises Lost where nobody knows whether it was taken."""
    status = reply.status
    if 200 <= status < 300:
        return Answer(250, text)
    if status in SHUT or 300 <= status < 400:
        return Answer(421, f"{status} {text}", is_about=False)
    if status >= 500:
        raise Lost(f"{status} {text}", may_be_taken=True)
    return Answer(550, text)


def lost(error: Unreached) -> Lost:
    return Lost(str(error), may_be_taken=error.may_be_taken)
