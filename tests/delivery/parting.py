"""Somebody who leaves by the link of a message, and what is kept of it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from contacts.models import Contact
from delivery.addressing import written
from delivery.models import Delivery
from events.models import Event
from events.names import Own


def post(delivery: Delivery, more: str = "/why", **said: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/u/{written(delivery.token)}{more}", said)


def look(delivery: Delivery) -> str:
    return text(Client().get(f"/u/{written(delivery.token)}"))


def text(response: Any) -> str:
    return str(response.content.decode())


def kept(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.opt_out_reason, delivery.opt_out_words


def given(contact: Contact) -> list[dict[str, Any]]:
    """What the log says of the reasons they gave, the first one first."""
    log = Event.objects.filter(audience=contact.audience_id, contact_id=contact.pk)
    named = log.filter(kind="own", name_id=int(Own.CONTACT_GAVE_REASON))
    return list(named.order_by("id").values_list("properties", flat=True))


def status(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.status
