"""Leaving an audience, or all of an account, from the page; and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts import statuses
from contacts.causes import Cause
from contacts.models import Suppression
from delivery.optouts import verbs as optouts

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.centre.finding import Opened

HOW = "centre"
Kind = Suppression.Kind


@transaction.atomic
def leave(opened: Opened, *, ip: str | None, wording: str) -> None:
    """Out of the audience; by a message also as one who left by it."""
    contact = opened.contact
    if opened.delivery is not None:
        optouts.opt_out(opened.delivery, HOW, ip=ip, wording=wording)
    else:
        _leave(
            opened.audience,
            contact.email,
            Cause(opened.audience, HOW, ip=ip, wording=wording),
        )


@transaction.atomic
def leave_all(opened: Opened, *, ip: str | None, wording: str) -> None:
    """Out of every audience of the account that has their address, and of its SMS.

    One audience after the other, so that nobody waits for who waits for them.
    """
    contact = opened.contact
    account = opened.audience.account
    for audience in account.audiences.filter(deleting_at=None).order_by("pk"):
        if audience.pk == opened.audience.pk:
            leave(opened, ip=ip, wording=wording)
        cause = Cause(audience, HOW, ip=ip, wording=wording)
        _leave(audience, contact.email, cause)
        sms = audience.contacts.filter(email=contact.email, sms_status="subscribed")
        sms.unsubscribe_from_sms(cause)


def _leave(audience: Audience, email: str, cause: Cause) -> None:
    rows = audience.contacts.filter(email=email)
    contact = rows.select_for_update(no_key=True).first()
    if contact is None or rows.unsubscribe(cause):
        return
    contact.audience = audience
    optouts.keep_word(contact, cause)


@transaction.atomic
def come_back(opened: Opened, *, ip: str | None, wording: str) -> bool:
    """Subscribe them again, who have just shown that the address is theirs."""
    if not may_come_back(opened):
        return False
    Suppression.objects.lift_for(opened.audience, opened.contact.email)
    rows = opened.audience.contacts.filter(pk=opened.contact.pk)
    cause = Cause(opened.audience, HOW, ip=ip, wording=wording)
    return bool(statuses.come_back(rows, cause))


def may_come_back(opened: Opened) -> bool:
    """Only by a fresh link: a message may have been forwarded."""
    return opened.is_fresh and may_ask_to(opened)


def may_ask_to(opened: Opened) -> bool:
    """Nobody comes back whose address is dead, or after a complaint."""
    contact = opened.contact
    if contact.status not in {"unsubscribed", "nonsubscribed"}:
        return False
    bound = Suppression.objects.binding(opened.audience).of(contact.email)
    return not bound.filter(kind__in=[Kind.CLEANED, Kind.COMPLAINT]).exists()
