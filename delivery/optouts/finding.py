"""Whose token it is: the delivery, and who opts out by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery import addressing
from delivery.models import Delivery

if TYPE_CHECKING:
    from contacts.models import Contact


def find(token: str) -> Delivery | None:
    """The delivery whose token is written so; none of an audience that is gone."""
    known = addressing.token_of(token)
    if known is None:
        return None
    # Found by 122 random bits: how long it takes tells nothing of them.
    deliveries = Delivery.objects.select_related("audience__account", "message")
    delivery = deliveries.filter(token=known).first()
    if delivery is None or delivery.audience.deleting_at:
        return None
    return delivery


def reader_of(delivery: Delivery) -> Contact | None:
    """Who got it, or who they became; nobody once they are gone.

    A message to an address alone, as a test of it is, is nobody's.
    """
    if delivery.reader_id is None:
        return None
    contact = delivery.audience.contacts.filter(pk=delivery.reader_id).first()
    if contact is not None:
        contact.audience = delivery.audience
    return contact
