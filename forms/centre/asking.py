"""A link into one's own page, for whoever has none: sent to the address that they say.

Whether somebody is known is not told: the page says the same, whatever was done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import limits
from accounts.limits import Rate
from contacts.addresses import normalize
from forms.centre import keys, mails

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact

OF_MACHINE = Rate(20, 600)
OF_ADDRESS = Rate(3, 3600)


def ask(audience: Audience, email: str, *, ip: str) -> bool:
    """Send it where somebody has the address; False where it is asked too often.

    Of one address nothing is said: whoever asks for it again and again is only told
    what all are told.
    """
    if not limits.take(f"centre:asks:{ip}", OF_MACHINE):
        return False
    contact = audience.contacts.filter(email=normalize(email)).first()
    if contact is not None:
        contact.audience = audience
        send(contact)
    return True


def send(contact: Contact) -> bool:
    """Send them a fresh link; False where they got enough of them, or none arrives."""
    if contact.status == "cleaned":
        return False
    if not limits.take(f"centre:to:{contact.pk}", OF_ADDRESS):
        return False
    mails.send_link(contact, keys.make(contact, keys.Purpose.OPEN))
    return True
