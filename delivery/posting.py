"""Single messages that are no news: each with its reader or few, as it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from delivery.ledger import CHANNEL
from delivery.models import Delivery, Message
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from contacts.models import Contact


@dataclass(frozen=True, slots=True)
class Reader:
    """A contact, at the address that they have when it is sent; or an address.

    An address that a contact has said and not confirmed yet is `of` that contact: it is
    forgotten with them.
    """

    contact: Contact | None = None
    address: str = ""
    of: Contact | None = None


@transaction.atomic
def put(message: Message, readers: Sequence[Reader]) -> list[Delivery]:
    """Write the message down with its readers, due at once; it leaves after the commit.

    Four queries, however many they are. A reader must not be among them twice.
    """
    n, now = len(readers), timezone.now()
    message.stage = Message.Stage.SENDING if n else Message.Stage.FINISHED
    message.finished_at = None if n else now
    message.total = message.pending = n
    message.save(force_insert=True)
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            audience=message.audience,
            message=message,
            contact=reader.contact,
            passed_to=reader.of.pk if reader.of else None,
            email=reader.address,
            state="pending",
            due_at=now,
        )
        for reader in readers
    )
    wake_after_commit(n, CHANNEL)
    return deliveries
