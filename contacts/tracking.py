"""Whether somebody may be known as who opens and clicks: their last word in the ledger.

Nobody is asked before: who said nothing may be known. Who refused is counted without a
name, and their own word is taken back by nobody but them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts.statuses import record_consent

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Consent, Contact
    from contacts.querysets import ContactQuerySet

CHANNEL = "tracking"


@transaction.atomic
def refuse(contacts: ContactQuerySet, cause: Cause) -> int:
    """Those who had not refused yet, or for whom staff had; how many."""
    ids = _locked(contacts)
    consents = cause.audience.consents.all()
    refused = consents.refusing(CHANNEL, ids)
    if cause.how != "staff":
        # What was said for them they say themselves.
        refused -= consents.refusing(CHANNEL, ids, how="staff")
    rest = [pk for pk in ids if pk not in refused]
    record_consent(rest, cause, given=False, channel=CHANNEL)
    return len(rest)


@transaction.atomic
def allow(contacts: ContactQuerySet, cause: Cause) -> int:
    """Those who had refused; of staff, those for whom staff had. How many."""
    ids = _locked(contacts)
    is_staff = cause.how == "staff"
    consents = cause.audience.consents.all()
    bound = sorted(consents.refusing(CHANNEL, ids, how="staff" if is_staff else ""))
    # Staff who take back what they did have no permission of anybody.
    given = None if is_staff else True
    record_consent(bound, cause, given=given, channel=CHANNEL)
    return len(bound)


def refusal_of(contact: Contact) -> Consent | None:
    """Their last word, where it is no."""
    said = contact.consents.filter(channel=CHANNEL).newest_first().first()
    return said if said is not None and said.given is False else None


def _locked(contacts: ContactQuerySet) -> list[int]:
    locked = contacts.order_by("pk").select_for_update(no_key=True)
    return list(locked.values_list("pk", flat=True))
