"""What tests of members share."""

from __future__ import annotations

from hashlib import md5
from typing import Any

from django.utils import timezone

from audiences.models import Audience, Counter
from contacts.models import Contact, Suppression
from events.models import Event


def hash_of(email: str) -> str:
    return md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def path_of(audience: Audience, email: str = "", more: str = "") -> str:
    path = f"/lists/{audience.public_id}/members"
    return f"{path}/{hash_of(email)}{more}" if email else path


def names_of(contact: Contact) -> list[str]:
    """The names of what happened to them, in order."""
    events = Event.objects.filter(audience=contact.audience_id, contact_id=contact.pk)
    return list(events.order_by("id").values_list("name__name", flat=True))


def counts(audience: Audience, kind: str = "status") -> dict[str, int]:
    kept = Counter.objects.by_key(audience, kind)
    return {key: n for key, n in kept.items() if n}


def forget(audience: Audience, email: str) -> None:
    """As if somebody of this address had been erased."""
    Suppression.objects.keep_all(audience, [("erased", email)], timezone.now())


def anna(**more: Any) -> dict[str, Any]:
    return {"email_address": "Anna@Example.com", "status": "subscribed", **more}


def the(audience: Audience, email: str = "anna@example.com") -> Contact:
    contact: Contact = audience.contacts.get(email=email)
    return contact
