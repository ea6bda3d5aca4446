"""Taking another address: by a link that is sent to it, and told to the former one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import limits
from accounts.limits import Rate
from contacts import editing
from contacts.adding import SuppressedError
from contacts.addresses import normalize
from contacts.causes import Cause
from forms.centre import keys, mails

if TYPE_CHECKING:
    from contacts.models import Contact
    from forms.models import CentreKey

HOW = "centre"
OF_CONTACT = Rate(5, 3600)
OF_ADDRESS = Rate(3, 3600)


@transaction.atomic
def ask(contact: Contact, email: str) -> None:
    """Send the link that takes it, to where it leads; whoever else may have it.

    Nobody gets more of them than a few, neither by one page nor at one address.
    """
    buckets = {
        f"centre:moves:{contact.pk}": OF_CONTACT,
        f"centre:moved:{digest(normalize(email))}": OF_ADDRESS,
    }
    if not all(limits.take(name, rate) for name, rate in buckets.items()):
        return
    url = keys.make(contact, keys.Purpose.ADDRESS, email)
    mails.confirm_address(contact, normalize(email), url)


def digest(email: str) -> str:
    """An address in the name of a bucket, where nobody reads it."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def take(key: CentreKey, *, ip: str | None, wording: str) -> bool:
    """Let them have it; False where the link was used, is too old, or it is taken.

    Whose it is, or that it may not be written to, is not said: the address alone knows.
    """
    try:
        return _take(key, ip, wording)
    except (editing.AddressTakenError, SuppressedError):
        return False


@transaction.atomic
def _take(key: CentreKey, ip: str | None, wording: str) -> bool:
    audience = key.audience
    contact = audience.contacts.filter(pk=key.contact_id).first()
    own = audience.centrekeys.filter(pk=key.pk)
    if contact is None or not own.use(timezone.now()):
        return False
    contact.audience = audience
    former = contact.email
    columns = {"email": normalize(key.email), "email_display": key.email}
    cause = Cause(audience, HOW, ip=ip, wording=wording)
    if not editing.edit(contact, columns, {}, cause):
        return False
    mails.tell_former_address(contact, former)
    return True
