"""The contact that an address of the API names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import MD5
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

from api.problems import not_found
from contacts.addresses import AddressError, normalize

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact
    from contacts.querysets import ContactQuerySet

HASH = re.compile(r"[0-9a-f]{32}")
HEX = re.compile(r"[0-9a-f]+")


def find(audience: Audience, name: str) -> Contact:
    """The one of this hash of an address, contact id or plain address.

    Raises a Problem where there is none.
    """
    contact = _find(audience, name.strip().lower())
    if contact is None:
        raise not_found()
    contact.audience = audience
    return contact


def of_address(audience: Audience, email: str) -> Contact | None:
    """The one of this normalized address, if there is one."""
    contact: Contact | None = audience.contacts.filter(email=email).first()
    if contact:
        contact.audience = audience
    return contact


def find_each(audience: Audience, names: Iterable[str]) -> dict[str, int]:
    """The ids of those of these names, in small letters, who are there."""
    emails, hashes = {}, {}
    for name in names:
        plain = name.replace("-", "")
        if "@" in name:
            with suppress(AddressError):
                emails[name] = normalize(name)
        elif HASH.fullmatch(plain):
            hashes[name] = plain
    contacts = audience.contacts
    by_email = contacts.filter(email__in=set(emails.values()))
    held = dict(by_email.values_list("email", "pk"))
    by_id = contacts.filter(public_id__in={UUID(hash) for hash in hashes.values()})
    known = {id.hex: pk for id, pk in by_id.values_list("public_id", "pk")}
    hash = MD5("email")
    by_hash = contacts.annotate(hash=hash).filter(hash__in=set(hashes.values()))
    # Should both be somebody's, the hash of an address goes first.
    known |= dict(by_hash.values_list("hash", "pk"))
    named = [(name, held.get(email)) for name, email in emails.items()]
    named += [(name, known.get(hash)) for name, hash in hashes.items()]
    return {name: pk for name, pk in named if pk}


def hashed(contacts: ContactQuerySet, start: str, letters: int) -> ContactQuerySet:
    """Those the hash of whose address begins with so many letters."""
    start = start.lower()
    if len(start) != letters or not HEX.fullmatch(start):
        return contacts.none()
    hash, end = MD5("email"), start.ljust(32, "f")
    return contacts.filter(
        GreaterThanOrEqual(hash, Value(start)), LessThanOrEqual(hash, Value(end))
    )


def _find(audience: Audience, name: str) -> Contact | None:
    if "@" in name:
        try:
            return of_address(audience, normalize(name))
        except AddressError:
            return None
    name = name.replace("-", "")
    if not HASH.fullmatch(name):
        return None
    by_hash, by_id = Exact(MD5("email"), Value(name)), Q(public_id=UUID(name))
    found = list(audience.contacts.filter(Q(by_hash) | by_id)[:2])
    # Should both be somebody's, the hash of an address goes first.
    found.sort(key=lambda contact: contact.public_id.hex == name)
    return found[0] if found else None
