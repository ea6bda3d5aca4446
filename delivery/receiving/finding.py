"""Which delivery a message is about.

Only tokens tell, which nobody knows but who got the message: first that of the address
it came to, then those of our addresses and links in the message that it returns. What
a report says of addresses proves nothing, since anybody can write one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from delivery import addressing
from delivery.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from delivery.receiving.kinds import Envelope
    from delivery.receiving.reading import Letter

WRITTEN = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
SOFT_BREAK = re.compile(rb"=\r?\n|\r?\n[ \t]")
MOST = 50


def addressed(envelope: Envelope) -> list[UUID]:
    """The tokens of the addresses that it came to."""
    found = (addressing.read(each) for each in envelope.recipients)
    return [each[1] for each in found if each]


def returned(letter: Letter) -> list[UUID]:
    """The tokens that stand in it anywhere."""
    text = SOFT_BREAK.sub(b"", letter.raw).decode("latin-1").lower()
    candidates = dict.fromkeys(WRITTEN.findall(text))
    candidates |= dict.fromkeys(WRITTEN.findall(letter.text.lower()))
    tokens = (addressing.token_of(each) for each in list(candidates)[:MOST])
    return [token for token in tokens if token]


def delivery_of(
    envelope: Envelope, letter: Letter, about: Iterable[str] = ()
) -> Delivery | None:
    """The one it is about; none where several are named and none of them is meant.

    `about` says whose delivery it is, where several stand in the message.
    """
    for tokens in (addressed(envelope), returned(letter)):
        found = find(tokens)
        if len(found) == 1:
            return found[0]
        meant = [each for each in found if each.email in set(about)]
        if len(meant) == 1:
            return meant[0]
    return None


def find(tokens: Sequence[UUID]) -> list[Delivery]:
    """The deliveries of these tokens, of whatever audience, but of one that goes."""
    if not tokens:
        return []
    rows = Delivery.objects.filter(token__in=tokens, audience__deleting_at=None)
    return list(rows.select_related("audience__account").order_by("pk")[:MOST])
