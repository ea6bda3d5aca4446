"""What a contact was sent and wrote by SMS, told among what happened to them.

Neither are events: the ledger knows what was sent, and texts are kept as they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contacts.happenings import Line, Page, keeps
from delivery.models import Channel
from delivery.optouts import telling as optouts
from delivery.tracking import telling

# Opens and clicks, and why somebody left, are told there.
__all__ = ["mailed", "optouts", "telling", "texted", "wrote"]

if TYPE_CHECKING:
    from contacts.models import Contact

MAX_QUOTED = 200  # letters of a text


@keeps("mail")
def mailed(contact: Contact, page: Page) -> list[Line]:
    return _sent(contact, page, Channel.EMAIL)


@keeps("sms")
def texted(contact: Contact, page: Page) -> list[Line]:
    return _sent(contact, page, Channel.SMS)


@keeps("sms")
def wrote(contact: Contact, page: Page) -> list[Line]:
    """What they sent to the program of the audience, in one query."""
    texts = contact.receivedtexts.received_between(page.since, page.until)
    if page.key:
        texts = texts.received_before(*page.key)
    found = texts.last_received_first().values_list("received_at", "pk", "body")
    return [
        Line(
            at=at,
            id=pk,
            icon="message",
            text=_("Wrote by SMS: “%(text)s”")
            % {"text": Truncator(body).chars(MAX_QUOTED)},
        )
        for at, pk, body in found[: page.n]
    ]


def _sent(contact: Contact, page: Page, channel: Channel) -> list[Line]:
    """One query; without the key of an index, of one contact alone."""
    deliveries = contact.deliveries.sent_between(page.since, page.until)
    deliveries = deliveries.filter(message__channel=channel)
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
