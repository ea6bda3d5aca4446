"""What a contact was sent, told among what happened to them.

Sends are no events: the ledger knows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.happenings import Line, Page, keeps
from delivery.optouts import telling as optouts
from delivery.tracking import telling

# Opens and clicks, and why somebody left, are told there.
__all__ = ["optouts", "sent", "telling"]

if TYPE_CHECKING:
    from contacts.models import Contact


@keeps("mail")
def sent(contact: Contact, page: Page) -> list[Line]:
    """One query; without the key of an index, of one contact alone."""
    deliveries = contact.deliveries.sent_between(page.since, page.until)
    if page.key:
        deliveries = deliveries.sent_before(*page.key)
    found = deliveries.last_sent_first().values_list(
        "sent_at", "pk", "message_id", "message__name"
    )
    return [
        Line(
            at=at,
            id=pk,
            icon="send",
            text=_("Was sent “%(message)s”") % {"message": name},
            url=reverse("delivery:message_detail", args=[contact.audience_id, message]),
        )
        for at, pk, message, name in found[: page.n]
        if at is not None
    ]
