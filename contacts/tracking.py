"""Whether somebody may be known as who opens and clicks.

Who said nothing may be known; who refused is counted without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts import refusals

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Consent, Contact
    from contacts.querysets import ContactQuerySet


def refuse(contacts: ContactQuerySet, cause: Cause) -> int:
    return refusals.refuse(contacts, refusals.TRACKING, cause)


def allow(contacts: ContactQuerySet, cause: Cause) -> int:
    return refusals.allow(contacts, refusals.TRACKING, cause)


def refusal_of(contact: Contact) -> Consent | None:
    """Their last word, where it is no."""
    return refusals.refusal_of(contact, refusals.TRACKING)
