"""Which delivery a message is about.

Only tokens tell, which nobody knows but who got the message: first that of the address
it came to, then those of our addresses and links in the message that it returns, and
last its Message-ID, which is made of it. What a report says of addresses proves
nothing, since anybody can write one.

What came back comes to the address of bounces, whose token nothing else tells: our
others stand in copies of what people answer and pass on, and the Message-ID in all that
refers to it. By those nobody is dead.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleIn

from audiences.models import Audience
from contacts.models import Contact
from delivery import addressing
from delivery.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from delivery.receiving.kinds import Envelope
    from delivery.receiving.reading import Letter

WRITTEN = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
SOFT_BREAK = re.compile(rb"=\r?\n|\r?\n[ \t]")
MOST = 50
LAST = 500  # deliveries that are looked through


class Proof(Enum):
    """By what a bounce is known to be about its delivery."""

    ADDRESSED = "it came to the address of bounces of the delivery"
    RETURNED = "the address of bounces of the delivery stands in it"
    NAMED = "another of its addresses or links, or its Message-ID, stands in it"


def addressed(envelope: Envelope, why: str = "rbu") -> list[UUID]:
    """The tokens of the addresses of these sorts that it came to."""
    found = (addressing.read(each) for each in envelope.recipients)
    return [each[1] for each in found if each and each[0] in why]


def returned(letter: Letter, why: str = "rbuc") -> list[UUID]:
    """The tokens that stand in it anywhere, for any of these purposes."""
    text = SOFT_BREAK.sub(b"", letter.raw).decode("latin-1").lower()
    candidates = dict.fromkeys(WRITTEN.findall(text))
    candidates |= dict.fromkeys(WRITTEN.findall(letter.whole_text.lower()))
    some = list(candidates)[:MOST]
    tokens = (addressing.heard(each, text) for text in some for each in why)
    return [token for token in tokens if token]


def delivery_of(
    envelope: Envelope, letter: Letter, about: Sequence[str] = ()
) -> Delivery | None:
    """The one it is about; none where several are named and none of them is meant.

    `about` says whose delivery it is, where several stand in the message.
    """
    return (
        _meant(addressed(envelope), about)
        or _meant(returned(letter), about)
        or named_in(letter.raw.decode("latin-1"), about)
    )


def bounced_of(
    envelope: Envelope, letter: Letter, about: Sequence[str]
) -> tuple[Delivery, Proof] | None:
    """The one that came back, and what proves it."""
    if found := _meant(addressed(envelope, addressing.BOUNCE), about):
        return found, Proof.ADDRESSED
    if found := _meant(returned(letter, addressing.BOUNCE), about):
        return found, Proof.RETURNED
    if found := _meant(returned(letter), about):
        return found, Proof.NAMED
    if found := named_in(letter.raw.decode("latin-1"), about):
        return found, Proof.NAMED
    return None


def _meant(tokens: Sequence[UUID], about: Sequence[str]) -> Delivery | None:
    found = find(tokens)
    if len(found) == 1:
        return found[0]
    meant = [each for each in found if each.email in set(about)]
    return meant[0] if len(meant) == 1 else None


def named_in(text: str, about: Sequence[str]) -> Delivery | None:
    """The one to any of these addresses whose Message-ID stands in the text.

    It is made of the token, so whoever says it has the message.
    """
    names = set(addressing.NAMED.findall(text))
    if not names or not about:
        return None
    sent = (each for each in sent_to(about) if addressing.named(each.token) in names)
    return next(sent, None)


def sent_to(addresses: Sequence[str]) -> list[Delivery]:
    """The last deliveries to them, whichever audiences they are in."""
    here = Contact.objects.filter(
        audience__in=Audience.objects.present(), email__in=addresses[:MOST]
    )
    people = list(here.order_by("pk").values_list("audience_id", "pk")[:MOST])
    if not people:
        return []
    rows = Delivery.objects.filter(TupleIn(Row("audience_id", "contact_id"), people))
    last = rows.select_related("audience__account", "message").order_by("-pk")
    return list(last[:LAST])


def find(tokens: Sequence[UUID]) -> list[Delivery]:
    """The deliveries of these tokens, of whatever audience, but of one that goes."""
    if not tokens:
        return []
    rows = Delivery.objects.filter(token__in=tokens, audience__deleting_at=None)
    return list(
        rows.select_related("audience__account", "message").order_by("pk")[:MOST]
    )
