"""Permission to send SMS, beside that to send mail: it comes and goes by its own words.

As with mail, nobody who opted out is subscribed again but by their own will; and since
an opt-out is said by a number, it holds for everybody who has that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from contacts.changing import Changed, change
from contacts.statuses import record_consent
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause
    from contacts.models import Contact
    from contacts.querysets import ContactQuerySet

WILLING = ("nonsubscribed", "pending")


@dataclass(frozen=True, slots=True)
class Wish:
    """The status that is wanted for a number, and whose it is, if they are here."""

    status: str
    number: str
    contact: Contact | None


@transaction.atomic
def subscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    willing = contacts.exclude(sms_phone="").filter(sms_status__in=WILLING)
    free = willing.exclude(sms_phone__in=_opted_out_of(willing, cause))
    return _move(free, cause, "subscribed", Own.SMS_SUBSCRIBED, given=True)


@transaction.atomic
def unsubscribe(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    """With them go all who share their numbers."""
    pairs = list(contacts.order_by().values_list("pk", "sms_phone"))
    numbers = {number for _pk, number in pairs} - {""}
    them = Q(pk__in=[pk for pk, _number in pairs]) | Q(sms_phone__in=numbers)
    return _opt_out(cause.audience.contacts.filter(them), cause)


@transaction.atomic
def say_no(number: str, cause: Cause) -> bool:
    """The number opts out, with whoever has it or comes to it; False if it had."""
    audience = cause.audience
    moved = _opt_out(audience.contacts.with_number(number), cause)
    listed = [("sms", number)]
    kept = audience.account.suppressions.keep_all(audience, listed, cause.at)
    return bool(moved or kept)


@transaction.atomic
def come_back(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    gone = contacts.filter(sms_status="unsubscribed")
    numbers = set(gone.values_list("sms_phone", flat=True))
    cause.audience.account.suppressions.lift_numbers(cause.audience, numbers)
    return _move(gone, cause, "subscribed", Own.SMS_SUBSCRIBED, given=True)


@transaction.atomic
def heed(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    """Unsubscribe those who have come to a number that opted out before."""
    rest = contacts.exclude(sms_phone="").exclude(sms_status="unsubscribed")
    bound = rest.filter(sms_phone__in=_opted_out_of(rest, cause))
    return _opt_out(bound, replace(cause, how="number"))


def opted_out(audience: Audience, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers, in E.164, that said no to SMS of the audience."""
    asked = set(numbers) - {""}
    if not asked:
        return set()
    held = audience.contacts.filter(sms_phone__in=asked, sms_status="unsubscribed")
    here = set(held.values_list("sms_phone", flat=True))
    return here | audience.account.suppressions.among(audience, asked - here)


def barred(audience: Audience, wishes: Sequence[Wish]) -> list[str]:
    """Why each cannot be met, as `contacts.receiving.Refused` says it; empty if it can.

    Nobody comes to be of another status than subscribed and unsubscribed.
    """
    numbers = [wish.number for wish in wishes if wish.status == "subscribed"]
    out = opted_out(audience, numbers)
    return [_why(wish, is_out=wish.number in out) for wish in wishes]


def _why(wish: Wish, *, is_out: bool) -> str:
    had = (
        (wish.contact.sms_status, wish.contact.sms_phone) if wish.contact else ("", "")
    )
    if wish.status == "unsubscribed" or (wish.status, wish.number) == had:
        return ""
    if wish.status != "subscribed":
        is_so = wish.status == (had[0] or "nonsubscribed")
        return "" if is_so else "sms_status"
    if had[0] == "unsubscribed" or is_out:
        return "opted_out_of_sms"
    return "" if wish.number else "no_number"


def remember(contacts: Iterable[Contact], cause: Cause) -> None:
    """Keep that the numbers they have now opted out, where they did."""
    numbers = [
        contact.sms_phone
        for contact in contacts
        if contact.sms_phone and contact.sms_status == "unsubscribed"
    ]
    if numbers:
        cause.audience.account.suppressions.keep_all(
            cause.audience, [("sms", number) for number in numbers], cause.at
        )


def _opted_out_of(contacts: ContactQuerySet, cause: Cause) -> set[str]:
    numbers = contacts.order_by().values_list("sms_phone", flat=True).distinct()
    return opted_out(cause.audience, numbers)


def _opt_out(contacts: ContactQuerySet, cause: Cause) -> list[Changed]:
    rest = contacts.exclude(sms_status="unsubscribed")
    return _move(rest, cause, "unsubscribed", Own.SMS_UNSUBSCRIBED, given=False)


def _move(
    contacts: ContactQuerySet, cause: Cause, status: str, name: Own, *, given: bool
) -> list[Changed]:
    changed = change(contacts, cause, "sms_status = %s", [status])
    ids = [row.id for row in changed]
    log.record(cause.audience.pk, name, ids, cause.properties())
    record_consent(ids, cause, given=given, channel="sms")
    return changed
