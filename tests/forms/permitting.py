"""Permissions of an audience, and what people said of them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Consent, Contact
from forms.models import Permission
from forms.permissions.granting import grant


def permission(audience: Audience, title: str = "Email", **fields: Any) -> Permission:
    said = {"text": f"You may write to me by {title.lower()}."}
    one: Permission = Permission.objects.create(
        audience=audience, title=title, **(said | fields)
    )
    return one


def say(contact: Contact, one: Permission, *, given: bool, how: str = "form") -> int:
    return grant(contact, {one: given}, Cause(contact.audience, how), "en")


def lines(contact: Contact) -> list[tuple[str, bool | None]]:
    """What the ledger says, oldest first."""
    own = contact.consents.filter(channel="permission").order_by("at", "pk")
    return list(own.values_list("purpose", "given"))


def said_of(by: Random, permissions: list[int]) -> dict[int, list[bool]]:
    """What somebody may have said of some of them, in turn."""
    return {
        pk: [by.random() < 0.5 for _time in range(by.randint(1, 3))]
        for pk in by.sample(permissions, by.randint(0, len(permissions)))
    }


def write_lines(
    audience: Audience, people: Sequence[Contact], said: Sequence[dict[int, list[bool]]]
) -> None:
    """What they said of permissions by their ids, in turn; some of it at one moment."""
    Consent.objects.bulk_create(
        Consent(
            audience=audience,
            contact=contact,
            channel="permission",
            purpose=f"permission:{pk}",
            given=given,
            at=contact.created_at + timedelta(seconds=n // 2),
        )
        for contact, of in zip(people, said, strict=True)
        for pk, words in of.items()
        for n, given in enumerate(words)
    )
