"""Sending the messages of the house: each is a delivery of kind system in the ledger.

They are written down in the transaction in which whatever they tell of happens, and
leave once that stands. Only a dead address keeps them from anybody, and nothing counts
who reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings

from delivery import posting
from delivery.identities import may_send
from delivery.models import Kind as Sort
from delivery.models import Message
from delivery.posting import Reader
from forms.letters.kinds import KINDS
from forms.letters.shaping import html_of
from forms.letters.texts import language_of, wording_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact
    from delivery.models import Delivery

# What a link is called by who posts it, and by the merge tag that says it.
WORD = "LINK:{}"


def post(
    audience: Audience,
    kind: str,
    contact: Contact,
    *,
    links: Mapping[str, str] | None = None,
    email: str = "",
) -> Delivery:
    """Send a message of this kind to the contact.

    `kind` is "confirm", "welcome", "goodbye", "link" or "changed_address"; `links` are
    absolute addresses by name: "confirm" for the first and the last, "update" for
    "link". With `email` it goes to this address of theirs in place of the known one.
    """
    reader = Reader(address=email, of=contact) if email else Reader(contact)
    words = {WORD.format(name.upper()): url for name, url in (links or {}).items()}
    language = language_of(audience, contact)
    return send(audience, kind, [reader], language, words)[0]


def post_to_many(
    audience: Audience, kind: str, contacts: Iterable[Contact]
) -> list[Delivery]:
    """The same to each of these: a message for each language that they speak.

    As many queries for a thousand as for one, in a language.
    """
    by_language: dict[str, list[Reader]] = {}
    for contact in contacts:
        language = language_of(audience, contact)
        by_language.setdefault(language, []).append(Reader(contact))
    return [
        delivery
        for language, readers in sorted(by_language.items())
        for delivery in send(audience, kind, readers, language)
    ]


def send(
    audience: Audience,
    kind: str,
    readers: Sequence[Reader],
    language: str,
    words: Mapping[str, str] | None = None,
) -> list[Delivery]:
    """Write the message down in this language; `words` are its merge tags' own."""
    message = letter(audience, kind, language, words)
    return posting.put(message, readers)


def letter(
    audience: Audience,
    kind: str,
    language: str,
    words: Mapping[str, str] | None = None,
) -> Message:
    """The message as it would be sent, which is not written down yet."""
    wording = wording_of(audience, kind, language)
    return Message(
        audience=audience,
        kind=Sort.SYSTEM,
        name=str(KINDS[kind].label),
        from_name=audience.from_name,
        from_email=sender_of(audience),
        subject=wording.subject,
        text=wording.body,
        html=html_of(wording.body),
        words=dict(words or {}),
        tracks_opens=False,
        tracks_clicks=False,
    )


def sender_of(audience: Audience) -> str:
    """The audience's address, or that of the house where nobody proved it theirs."""
    if not may_send(audience.account, audience.from_email, Sort.SYSTEM):
        return audience.from_email
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
