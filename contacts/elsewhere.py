"""The same address in other audiences: another contact, of the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiences.models import Audience
from contacts.models import Contact

if TYPE_CHECKING:
    from accounts.models import Membership


def contacts_like(contact: Contact, member: Membership) -> list[Contact]:
    """Those in other audiences that the member may open, in the order of these."""
    audiences = Audience.objects.for_membership(member).exclude(pk=contact.audience_id)
    by_id = {audience.pk: audience for audience in audiences}
    same = Contact.objects.filter(audience__in=list(by_id), email=contact.email)
    found = {one.audience_id: one for one in same}
    for one in found.values():
        one.audience = by_id[one.audience_id]
    return [found[pk] for pk in by_id if pk in found]
