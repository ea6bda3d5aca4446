"""Opting out by a message, and taking it back at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from contacts import statuses
from contacts.causes import Cause
from contacts.tracking import refusal_of
from delivery.models import Delivery
from delivery.optouts.finding import reader_of

if TYPE_CHECKING:
    from contacts.models import Consent, Contact

# How long who pressed it may say that it was not meant.
SECOND_THOUGHTS = timedelta(hours=1)


@transaction.atomic
def opt_out(
    delivery: Delivery, how: str, *, ip: str | None = None, wording: str = ""
) -> bool:
    """Unsubscribe who got it; whether they could be written to before.

    `how` is "link" for the page, "one_click" for what mailbox providers post, "mail"
    for an email to the address of the way out. It may be said as often as anybody
    likes, and of a message whose reader is gone: then nothing is left to do.
    """
    contact = reader_of(delivery)
    if contact is None:
        return False
    cause = _cause(delivery, how, ip, wording)
    if not delivery.audience.contacts.filter(pk=contact.pk).unsubscribe(cause):
        return False
    _mark(delivery, cause.at)
    return True


@transaction.atomic
def take_back(delivery: Delivery, *, ip: str | None, wording: str) -> bool:
    """Subscribe them again by their own hand; whether they still could be."""
    contact = reader_of(delivery)
    out_at = delivery.unsubscribed_at
    if contact is None or out_at is None or not may_come_back(delivery, contact):
        return False
    cause = _cause(delivery, "link", ip, wording)
    # Whatever else became of them meanwhile stands.
    same = delivery.audience.contacts.filter(pk=contact.pk, status_at=out_at)
    if not statuses.come_back(same, cause):
        return False
    _mark(delivery, None)
    return True


def may_come_back(delivery: Delivery, contact: Contact) -> bool:
    """Whether they are out by this message and nothing else, and only just.

    Whoever a message is forwarded to cannot bring back who is long gone.
    """
    out_at = delivery.unsubscribed_at
    if out_at is None or timezone.now() - out_at > SECOND_THOUGHTS:
        return False
    return contact.status == "unsubscribed" and contact.status_at == out_at


def refuse_tracking(delivery: Delivery, *, ip: str | None, wording: str) -> bool:
    """Count what they open and click without a name; whether it was with one before."""
    contact = reader_of(delivery)
    if contact is None:
        return False
    rows = delivery.audience.contacts.filter(pk=contact.pk)
    return rows.refuse_tracking(_cause(delivery, "link", ip, wording)) > 0


def allow_tracking(delivery: Delivery, *, ip: str | None, wording: str) -> bool:
    """Take it back by their own hand; whether they still could."""
    contact = reader_of(delivery)
    if contact is None or not may_allow_tracking(refusal_of(contact)):
        return False
    rows = delivery.audience.contacts.filter(pk=contact.pk)
    return rows.allow_tracking(_cause(delivery, "link", ip, wording)) > 0


def may_allow_tracking(refusal: Consent | None) -> bool:
    """Whether they refused by such a page, and only just: it may be forwarded."""
    if refusal is None or refusal.how != "link":
        return False
    return timezone.now() - refusal.at <= SECOND_THOUGHTS


def _cause(delivery: Delivery, how: str, ip: str | None, wording: str) -> Cause:
    return Cause(
        delivery.audience,
        how,
        ip=ip,
        wording=wording,
        about={"message": delivery.message_id},
    )


def _mark(delivery: Delivery, at: datetime | None) -> None:
    rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
    rows.update(unsubscribed_at=at)
    delivery.unsubscribed_at = at
