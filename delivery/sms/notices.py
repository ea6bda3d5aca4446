"""Single messages that are no news: a word that was understood, a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from delivery import posting
from delivery.models import Channel, Kind, Message

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact

# What is answered to each word, in the language of who sent it; no news in it.
ANSWERS = {
    "stop": lambda: _("You will get no more messages from us. Reply START to return."),
    "start": lambda: _("You get our messages again. Reply STOP to opt out."),
    "help": lambda: _("Reply STOP to opt out. Questions? Write to %(email)s"),
}


def answer(
    audience: Audience, word: str, number: str, contact: Contact | None
) -> Message:
    language = (contact.language if contact else "") or audience.language
    with translation.override(language):
        text = ANSWERS[word]() % {"email": audience.from_email}
    return send_later(audience, f"{word.upper()}", text, number, contact)


def send_later(
    audience: Audience,
    name: str,
    text: str,
    number: str,
    contact: Contact | None = None,
) -> Message:
    """One message to one number, which the ledger takes as any other."""
    message = Message(
        audience=audience,
        channel=Channel.SMS,
        kind=Kind.SYSTEM,
        name=name,
        text=text,
    )
    posting.put(message, [posting.Reader(contact, number)])
    return message
