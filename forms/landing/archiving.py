"""The archive of an audience: messages to many that anybody may read again.

They are read as nobody in particular: merge tags say what stands in for nobody, there
are no links of anybody's own, and nothing is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from delivery.language import as_header, as_html, as_text, bind, program, read
from delivery.models import Channel, Kind
from delivery.plain import text_of
from forms.landing.showing import NOBODY, vocabulary_for
from forms.models import ArchivedMessage

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.language import Vocabulary
    from delivery.models import Message

MANY = 20  # on a page


def can_show(message: Message) -> bool:
    return message.kind == Kind.BULK and message.channel == Channel.EMAIL


def is_shown(message: Message) -> bool:
    return message.audience.archivedmessages.filter(message=message).exists()


def show(message: Message) -> None:
    """Put it into the archive; what is there keeps its address."""
    ArchivedMessage.objects.get_or_create(audience=message.audience, message=message)


def hide(message: Message) -> None:
    message.audience.archivedmessages.filter(message=message).delete()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as nobody in particular reads it."""

    archived: ArchivedMessage
    subject: str

    @property
    def sent_at(self) -> datetime:
        at: datetime = self.archived.message.created_at
        return at

    @property
    def public_id(self) -> str:
        return self.archived.public_id


@dataclass(frozen=True, slots=True)
class Page:
    """Some letters, the last first; `next` is the place behind them, if any are."""

    letters: list[Letter]
    next: int | None

    @classmethod
    def of(cls, audience: Audience, before: int | None) -> Self:
        rows = audience.archivedmessages.select_related("message")
        if before is not None:
            rows = rows.filter(message_id__lt=before)
        found = list(rows.order_by("-message_id")[: MANY + 1])
        vocabulary = vocabulary_for(audience)
        letters = [_letter(one, vocabulary) for one in found[:MANY]]
        last = found[MANY - 1].message_id if len(found) > MANY else None
        return cls(letters, last)


def find(audience: Audience, public_id: str) -> ArchivedMessage | None:
    if not (public_id.isalnum() and public_id.isascii() and len(public_id) == 10):
        return None
    rows = audience.archivedmessages.select_related("message")
    found = rows.filter(public_id=public_id).first()
    if found is not None:
        found.message.audience = audience
    return found


def letter_of(archived: ArchivedMessage) -> Letter:
    return _letter(archived, vocabulary_for(archived.audience))


def body_of(archived: ArchivedMessage) -> tuple[str, bool]:
    """What it says, and whether that is HTML."""
    message = archived.message
    vocabulary = vocabulary_for(archived.audience)
    if message.html:
        return _written(message.html, vocabulary, is_html=True), True
    return _written(message.text or text_of(message.html), vocabulary), False


def _letter(archived: ArchivedMessage, vocabulary: Vocabulary) -> Letter:
    subject = as_header(_written(archived.message.subject, vocabulary))
    return Letter(archived, subject or archived.message.name)


def _written(source: str, vocabulary: Vocabulary, *, is_html: bool = False) -> str:
    bound, _problems = bind(read(source), vocabulary)
    pieces: list[str] = []
    escape = as_html if is_html else as_text
    program(bound.nodes, escape, str).write(NOBODY, pieces)
    return "".join(pieces)
