"""What the centre sends: links to whose address it is, and word of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from delivery.ledger import CHANNEL
from delivery.models import Delivery, Kind, Message
from delivery.readers import spoken_to
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from contacts.models import Contact


def send_link(contact: Contact, url: str) -> None:
    with _speaking_to(contact):
        _post(contact, "", _("The link to your page"), url)


def confirm_address(contact: Contact, email: str, url: str) -> None:
    with _speaking_to(contact):
        _post(contact, email, _("Confirm your new address"), url)


def tell_former_address(contact: Contact, former: str) -> None:
    with _speaking_to(contact):
        _post(contact, former, _("Your address was changed"), "")


def _speaking_to(contact: Contact) -> translation.override:
    return translation.override(spoken_to(contact, contact.audience))


@transaction.atomic
def _post(contact: Contact, email: str, subject: str, text: str) -> None:
    audience = contact.audience
    message = Message.objects.create(
        audience=audience,
        kind=Kind.SYSTEM,
        name=subject,
        from_name=audience.from_name,
        from_email=audience.from_email,
        subject=subject,
        text=text or subject,
        stage="sending",
        total=1,
        pending=1,
    )
    Delivery.objects.create(
        audience=audience,
        message=message,
        contact=None if email else contact,
        email=email.lower(),
        state="pending",
        due_at=timezone.now(),
    )
    wake_after_commit(1, CHANNEL)
