"""Whose page a link opens: by the token of a message, or by a key of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiences.models import Audience
from delivery import addressing
from delivery.models import Delivery
from delivery.optouts.finding import reader_of
from forms.centre import keys

if TYPE_CHECKING:
    from uuid import UUID

    from contacts.models import Contact


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that somebody opened.

    A message may be forwarded: what is on file is told in full only to who opened it by
    a link that was just sent to their address, and `is_fresh` therefore.
    """

    contact: Contact
    token: str
    delivery: Delivery | None = None
    is_fresh: bool = False

    @property
    def audience(self) -> Audience:
        return self.contact.audience


@dataclass(frozen=True, slots=True)
class Shut:
    """A link that opens nothing any more: its time `is_over`, or they are gone."""

    audience: Audience
    is_over: bool = False


def find(token: str) -> Opened | Shut | None:
    """None of what is made up or cut off, and of an audience that is gone."""
    known = addressing.heard(addressing.CENTRE, token)
    if known is not None:
        return _by_message(known, token)
    key = keys.find(token)
    if key is None or key.purpose != keys.Purpose.OPEN:
        return None
    contact = key.audience.contacts.filter(pk=key.contact_id).first()
    if contact is None or key.is_over:
        return Shut(key.audience, is_over=key.is_over)
    contact.audience = key.audience
    return Opened(contact, token, is_fresh=True)


def audience_named(public_id: str) -> Audience | None:
    """The audience that has this public id; none that is gone."""
    return Audience.objects.filter(public_id=public_id, deleting_at=None).first()


def _by_message(known: UUID, token: str) -> Opened | Shut | None:
    # Found by 122 random bits: how long it takes tells nothing of them.
    deliveries = Delivery.objects.select_related("audience__account", "message")
    delivery = deliveries.filter(token=known).first()
    if delivery is None or delivery.audience.deleting_at:
        return None
    contact = reader_of(delivery)
    if contact is None:
        return Shut(delivery.audience)
    return Opened(contact, token, delivery)
