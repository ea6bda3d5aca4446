"""Opting out by a message, saying why, and taking it back at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from contacts import statuses
from contacts.causes import Cause
from contacts.models import Suppression
from contacts.tracking import refusal_of
from delivery.models import Delivery, OptOutReason
from delivery.optouts.finding import reader_of
from delivery.receiving import following
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Consent, Contact
    from delivery.optouts.reasons import Why

# How long who pressed it may say that it was not meant.
SECOND_THOUGHTS = timedelta(hours=1)
# By what somebody opts out themselves.
THEIR_OWN = frozenset({"link", "centre", "one_click", "mail", "complaint"})
# Of a delivery, what may be another since it was found.
MOVING = (
    *("contact", "passed_to", "email", "unsubscribed_at", "complained_at"),
    *("opt_out_reason", "opt_out_words"),
)


@transaction.atomic
def opt_out(
    delivery: Delivery, how: str, *, ip: str | None = None, wording: str = ""
) -> bool:
    """Unsubscribe who got it; whether they could be written to before.

    `how` is "link" for the page, "centre" for that of their choices, "one_click" for
    what mailbox providers post, "mail" for an email to the address of the way out. It
    may be said as often as anybody likes, and of a message whose reader is gone: then
    nothing is left to do.
    """
    contact = _hold(delivery)
    if contact is None:
        return False
    cause = _cause(delivery, how, ip, wording)
    if not delivery.audience.contacts.filter(pk=contact.pk).unsubscribe(cause):
        keep_word(contact, cause)
        return False
    _mark(delivery, cause.at)
    return True


@transaction.atomic
def explain(
    delivery: Delivery, why: Why, *, ip: str | None = None, wording: str = ""
) -> bool:
    """Keep why who got it is out, in place of what they said before; whether it is new.

    Only of who is out. That it is spam is a complaint, which stands whatever they say
    later. Another reason again without words leaves those that it has.
    """
    contact = _hold(delivery)
    if contact is None or contact.status != "unsubscribed":
        return False
    kept = delivery.opt_out_words
    if delivery.opt_out_reason == why.reason and why.words in {"", kept}:
        return False
    _write(delivery, opt_out_reason=str(why.reason), opt_out_words=why.words)
    said = {"delivery": delivery.pk, "reason": str(why.reason)}
    if why.words:
        said["words"] = why.words
    name, cause = Own.CONTACT_GAVE_REASON, _cause(delivery, "link", ip, wording)
    keep_word(contact, cause)
    log.record(delivery.audience_id, name, [contact.pk], cause.properties(**said))
    if why.reason == OptOutReason.SPAM:
        following.complained(delivery, cause.at)
        delivery.refresh_from_db(fields=["complained_at"])
    return True


@transaction.atomic
def take_back(delivery: Delivery, *, ip: str | None, wording: str) -> bool:
    """Subscribe them again by their own hand; whether they still could be.

    Why they left is only in their history then.
    """
    contact = _hold(delivery)
    if contact is None or not may_come_back(delivery, contact):
        return False
    rows = delivery.audience.contacts.filter(pk=contact.pk)
    if not statuses.come_back(rows, _cause(delivery, "link", ip, wording)):
        return False
    _mark(delivery, None)
    return True


def may_come_back(delivery: Delivery, contact: Contact) -> bool:
    """Whether they are out by this message and nothing else, and only just.

    Whoever a message is forwarded to cannot bring back who is long gone. Nobody comes
    back after a complaint: nothing would be sent to them.
    """
    out_at = delivery.unsubscribed_at
    if out_at is None or timezone.now() - out_at > SECOND_THOUGHTS:
        return False
    if contact.status != "unsubscribed" or contact.status_at != out_at:
        return False
    return delivery.complained_at is None and not _is_complainer(delivery, contact)


def _is_complainer(delivery: Delivery, contact: Contact) -> bool:
    """Whether their address is one of a complaint, be it about another message."""
    binding = Suppression.objects.binding(delivery.audience).of(contact.email)
    return binding.filter(kind=Suppression.Kind.COMPLAINT).exists()


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
    if refusal is None or refusal.how not in {"link", "centre"}:
        return False
    return timezone.now() - refusal.at <= SECOND_THOUGHTS


def keep_word(contact: Contact, cause: Cause) -> None:
    """Of whom others unsubscribed, that they want out themselves.

    Whoever takes back what those others did then leaves them out.
    """
    if contact.status != "unsubscribed":
        return
    last = contact.consents.filter(channel="email").newest_first().first()
    if last is None or last.given is not False or last.how not in THEIR_OWN:
        statuses.record_consent([contact.pk], cause, given=False)


def _hold(delivery: Delivery) -> Contact | None:
    """Who got it, locked, with the delivery as it is now; nobody once they are gone."""
    for _time in range(2):  # they may have become another one since it was found
        contact = following.hold(delivery)
        delivery.refresh_from_db(fields=MOVING)
        if contact is not None:
            contact.audience = delivery.audience
            return contact
        if delivery.reader_id is None:
            break
    return None


def _cause(
    delivery: Delivery, how: str, ip: str | None = None, wording: str = ""
) -> Cause:
    return Cause(
        delivery.audience,
        how,
        ip=ip,
        wording=wording,
        about={"message": delivery.message_id},
    )


def _mark(delivery: Delivery, at: datetime | None) -> None:
    """Why they left another time says nothing of this one."""
    _write(delivery, unsubscribed_at=at, opt_out_reason="", opt_out_words="")


def _write(delivery: Delivery, **values: Any) -> None:
    rows = Delivery.objects.filter(audience=delivery.audience_id, pk=delivery.pk)
    rows.update(**values)
    for name, value in values.items():
        setattr(delivery, name, value)
