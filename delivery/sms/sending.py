"""Sending the messages of a program: to its provider, and only while it may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from contacts import texting
from contacts.causes import Cause
from delivery.sms import programs
from delivery.sms.providers import provider_of
from delivery.transports import Transport
from delivery.troubles import Trouble

if TYPE_CHECKING:
    from delivery.models import Message, SmsProgram
    from delivery.sms.providers import Provider
    from delivery.transports import Answer


@dataclass(frozen=True, slots=True)
class Way(Transport):
    """The way out of a program: it knows where news of each message come to."""

    program: SmsProgram
    provider: Provider

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """`sender` is the token of the delivery."""
        where = f"{public_url(self.program)}reports/{sender}/"
        answer = self.provider.send(where, recipient, message)
        if not self.provider.is_opt_out(answer.text.partition(" ")[0]):
            return answer
        opted_out_there(self.program, recipient)
        return replace(answer, is_opt_out=True)

    @property
    def is_current(self) -> bool:
        """Whether its program is as it was when this way was made."""
        now = programs.of(self.program.audience)
        if now is None or bytes(now.sealed) != bytes(self.program.sealed):
            return False
        return programs.digest(now) == programs.digest(self.program)

    def close(self) -> None:
        self.provider.close()


def way_of(message: Message) -> Way | None:
    """The way out of a message by SMS; None where its program may not send it."""
    program = programs.of(message.audience)
    if program is None or not programs.may_send(program, message.kind):
        return None
    provider = provider_of(program)
    return Way(program, provider) if provider else None


def why_shut(message: Message) -> Trouble | None:
    """Why it has to wait; None where it can go."""
    program = programs.of(message.audience)
    if program is None or not programs.may_send(program, message.kind):
        is_paused = program is not None and program.state == program.State.PAUSED
        return Trouble("sms_paused" if is_paused else "sms_not_approved")
    return None if provider_of(program) else Trouble("sms_sealed")


def opted_out_there(program: SmsProgram, number: str) -> None:
    """Whoever opted out with the provider has opted out, and so has the number."""
    texting.say_no(number, Cause(program.audience, "sms_provider"))


def public_url(program: SmsProgram) -> str:
    """Where the provider posts what comes in; it signs the address as it knows it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/sms/{program.token}/"
