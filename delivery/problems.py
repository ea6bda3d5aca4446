"""What keeps a message from being sent, in sentences for whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from delivery.heads import WITHOUT_ASKING
from delivery.language import bind, read
from delivery.models import Channel
from delivery.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from delivery.models import Message


def problems_of(message: Message) -> list[str]:
    """Nothing where it can be sent."""
    return [*_of_law(message), *_of_content(message), *_of_language(message)]


def _of_law(message: Message) -> Iterator[str]:
    """What everybody who is written to without having asked must find beneath."""
    if message.kind not in WITHOUT_ASKING or message.channel == Channel.SMS:
        return
    audience = message.audience
    if not (audience.address1 and audience.city):
        yield _(
            "The audience has no postal address. It stands beneath every message to "
            "many, so the message cannot be sent without one."
        )
    if not audience.permission_reminder:
        yield _("The audience does not say why people get its messages.")


def _of_content(message: Message) -> Iterator[str]:
    if message.channel != Channel.SMS and not message.subject.strip():
        yield _("The message has no subject.")
    if not (message.html.strip() or message.text.strip()):
        yield _("The message says nothing yet.")


def _of_language(message: Message) -> Iterator[str]:
    vocabulary = vocabulary_of(message.audience, message.words)
    for label, source in (
        (_("Subject"), message.subject),
        (_("HTML"), message.html),
        (_("Plain text"), message.text),
    ):
        for problem in bind(read(source), vocabulary)[1]:
            yield _("%(part)s, line %(line)d, column %(column)d: %(sentence)s") % {
                "part": label,
                "line": problem.line,
                "column": problem.column,
                "sentence": problem.sentence,
            }
