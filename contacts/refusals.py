"""What somebody refuses beside mail itself: their last word in the ledger, by channel.

Nobody is asked before: who said nothing refuses nothing. What they refused themselves
is taken back by nobody but them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts.statuses import record_consent

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Consent, Contact
    from contacts.querysets import ContactQuerySet

# To be known as who opens and clicks.
TRACKING = "tracking"
# To be written to by somebody of the house, them alone; answers to what they wrote are
# none of these.
ONE_TO_ONE = "one_to_one"
CHANNELS = (TRACKING, ONE_TO_ONE)


@transaction.atomic
def refuse(contacts: ContactQuerySet, channel: str, cause: Cause) -> int:
    """Those who had not refused yet, or for whom staff had; how many."""
    ids = _locked(contacts)
    consents = cause.audience.consents.all()
    refused = consents.refusing(channel, ids)
    if cause.how != "staff":
        # What was said for them they say themselves.
        refused -= consents.refusing(channel, ids, how="staff")
    rest = [pk for pk in ids if pk not in refused]
    record_consent(rest, cause, given=False, channel=channel)
    return len(rest)


@transaction.atomic
def allow(contacts: ContactQuerySet, channel: str, cause: Cause) -> int:
    """Those who had refused; of staff, those for whom staff had. How many."""
    ids = _locked(contacts)
    is_staff = cause.how == "staff"
    consents = cause.audience.consents.all()
    bound = sorted(consents.refusing(channel, ids, how="staff" if is_staff else ""))
    # Staff who take back what they did have no permission of anybody.
    given = None if is_staff else True
    record_consent(bound, cause, given=given, channel=channel)
    return len(bound)


def refusal_of(contact: Contact, channel: str) -> Consent | None:
    """Their last word, where it is no."""
    said = contact.consents.filter(channel=channel).newest_first().first()
    return said if said is not None and said.given is False else None


def _locked(contacts: ContactQuerySet) -> list[int]:
    locked = contacts.order_by("pk").select_for_update(no_key=True)
    return list(locked.values_list("pk", flat=True))
