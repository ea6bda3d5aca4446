"""Permission to send SMS, beside that to send mail: it comes and goes by its own words.

As with mail, nobody who opted out is subscribed again but by their own will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts.changing import Changed, change
from contacts.statuses import record_consent
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet


@transaction.atomic
def subscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    reached = contacts.exclude(sms_phone="")
    willing = reached.filter(sms_status__in=["nonsubscribed", "pending"])
    return _move(willing, cause, "subscribed", Own.SMS_SUBSCRIBED, given=True)


@transaction.atomic
def unsubscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    rest = contacts.filter(sms_status__in=["subscribed", "nonsubscribed", "pending"])
    return _move(rest, cause, "unsubscribed", Own.SMS_UNSUBSCRIBED, given=False)


@transaction.atomic
def come_back(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    gone = contacts.filter(sms_status="unsubscribed")
    return _move(gone, cause, "subscribed", Own.SMS_SUBSCRIBED, given=True)


def _move(
    contacts: ContactQuerySet, cause: Cause, status: str, name: Own, *, given: bool
) -> list[Changed]:
    changed = change(contacts, cause, "sms_status = %s", [status])
    ids = [row.id for row in changed]
    log.record(cause.audience.pk, name, ids, cause.properties())
    record_consent(ids, cause, given=given, channel="sms")
    return changed
