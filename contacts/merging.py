"""Two contacts of an audience become one: everything of either stays."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import people
from audiences.models import Counter
from audiences.parts import parts_of
from contacts import holding, texting
from contacts.changing import count_statuses
from contacts.filters import ARCHIVED
from contacts.holding import Held
from contacts.joining import Pair, columns_of
from contacts.models import Contact, Suppression
from contacts.rating import rate
from contacts.statuses import EVENTS, record_consent
from events import log
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause


class MergeError(Exception):
    """Why the two cannot become one, in a sentence."""


@transaction.atomic
def merge(
    audience: Audience,
    kept_id: int,
    gone_id: int,
    said: Mapping[str, str],
    cause: Cause,
) -> Contact:
    """Give everything of one contact to the other, and delete its row.

    `said` names whose value of each field stays. An opt-out of either stays, and the
    address that goes is remembered if it must not be written to.
    """
    if kept_id == gone_id:
        raise MergeError(_("A contact cannot be merged with itself."))
    pair = _locked(audience, kept_id, gone_id)
    choices = pair.choices(said)
    news = columns_of(pair, choices)
    dropped = pair.gone if news["email"] == pair.kept.email else pair.kept
    for one in (pair.kept, pair.gone):
        # An address is dead for good, whoever has it and whatever else they are.
        if one is dropped or one.status == "cleaned":
            Suppression.objects.keep(audience, one.email, one.status)
    former = [pair.kept, pair.gone]
    texting.remember(
        [one for one in former if one.sms_phone != news["sms_phone"]], cause
    )
    held = _held(audience, *former)
    people.merge(audience, kept_id, gone_id)
    contacts = audience.contacts
    contacts.filter(pk=gone_id).delete()
    contacts.filter(pk=kept_id).update(**news, changed_at=cause.at)
    one = contacts.get(pk=kept_id)
    _record(pair, one, dropped, cause)
    _withdraw(one, cause)
    rate(audience, kept_id, kept_id)
    _count(audience, pair, one, held)
    return one


def was_merged(kept: Contact, gone_id: int) -> bool:
    """Whether the other one is part of this one already."""
    events = Event.objects.filter(audience=kept.audience_id, kind=Event.Kind.OWN)
    merged = events.of_contact(kept.pk).filter(name_id=int(Own.CONTACT_MERGED))
    return merged.filter(properties__other=gone_id).exists()


def _locked(audience: Audience, kept_id: int, gone_id: int) -> Pair:
    both = audience.contacts.filter(pk__in=[kept_id, gone_id]).order_by("pk")
    # None comes back meanwhile by an address.
    emails = both.values_list("email", flat=True)
    Counter.objects.hold_adding(audience, parts_of(*emails))
    found = {contact.pk: contact for contact in both.select_for_update()}
    if len(found) < 2:
        raise MergeError(_("One of the two is not here any more."))
    for contact in found.values():
        contact.audience = audience
    return Pair(found[kept_id], found[gone_id])


def _record(pair: Pair, one: Contact, dropped: Contact, cause: Cause) -> None:
    said = cause.properties(
        other=pair.gone.pk, address=dropped.email_display, status=one.status
    )
    log.record(one.audience_id, Own.CONTACT_MERGED, [one.pk], said)
    name = EVENTS.get(one.status)
    if name and one.status != pair.kept.status:
        log.record(one.audience_id, name, [one.pk], cause.properties())


def _withdraw(one: Contact, cause: Cause) -> None:
    """Let the ledger of both end with the opt-out that won, whenever either agreed."""
    for channel, status in (("email", one.status), ("sms", one.sms_status)):
        if status != "unsubscribed":
            continue
        last = one.consents.filter(channel=channel).newest_first().first()
        if last is None or last.given is not False:
            how = replace(cause, how="merge")
            record_consent([one.pk], how, given=False, channel=channel)


def _count(audience: Audience, pair: Pair, one: Contact, held: Held) -> None:
    count_statuses(audience, [(_key(pair.kept), _key(one)), (_key(pair.gone), None)])
    for kind, numbers in _held(audience, one).items():
        changes = Tally(numbers)
        changes.subtract(held[kind])
        Counter.objects.add(audience, kind, changes)


def _held(audience: Audience, *contacts: Contact) -> Held:
    """What they have of all that is counted, unless archived."""
    ids = [contact.pk for contact in contacts if contact.archived_at is None]
    return holding.held_by(audience, ids)


def _key(contact: Contact) -> str:
    return ARCHIVED if contact.archived_at else contact.status
