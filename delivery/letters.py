"""The letter of a message: read, bound and encoded once, for as long as it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from delivery.language import Bound, Needs, bind, read
from delivery.mime import headers
from delivery.mime.letters import Letter, letter_of
from delivery.models import Channel
from delivery.sms.texts import Short, short
from delivery.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from delivery.models import Message


@dataclass(frozen=True, slots=True)
class Written:
    """A letter, and what has to be known of each reader to write to them."""

    letter: Letter | Short
    needs: Needs


def written(message: Message) -> Written:
    """What is wrong with a text is left out: problems are told before it is sent."""
    if message.channel == Channel.SMS:
        return Written(*short(message))
    vocabulary = vocabulary_of(message.audience)

    def bound(source: str) -> Bound:
        return bind(read(source), vocabulary)[0]

    subject, text = bound(message.subject), bound(message.text)
    html = bound(message.html) if message.html else None
    sender = headers.address(message.from_name, message.from_email)
    needs = subject.needs | text.needs
    if html is not None:
        needs |= html.needs
    return Written(letter_of(subject, text, html, [(b"From", sender)]), needs)
