"""Addresses as they are pasted from anywhere, and whom of the audience they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.addresses import AddressError, normalize

if TYPE_CHECKING:
    from audiences.models import Audience

MAX_ADDRESSES = 10_000
_BETWEEN = re.compile(r"[\s,;|<>()\[\]{}\"“”„«»]+")
_AROUND = ".:'’`*-"
MAX_SHOWN = 100  # of the letters of what cannot be read


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text names, each once and in its order."""

    ids: list[int]  # of the contacts there are
    unknown: list[str]
    unreadable: list[str]

    @classmethod
    def of(cls, audience: Audience, text: str) -> Pasted:
        addresses, unreadable = read(text)
        contacts = audience.contacts.filter(email__in=addresses)
        known = dict(contacts.values_list("email", "pk"))
        unknown = [address for address in addresses if address not in known]
        return cls(sorted(known.values()), unknown, unreadable)


def read(text: str) -> tuple[list[str], list[str]]:
    """The addresses, and what should be some but is none.

    Words beside an address, such as a name, are passed over; a line without any is
    one that cannot be read.
    """
    addresses: dict[str, None] = {}
    unreadable: dict[str, None] = {}
    for line in text.splitlines():
        words = [word for word in _BETWEEN.split(line) if "@" in word]
        if not words and line.strip():
            unreadable[line.strip()[:MAX_SHOWN]] = None
        for word in words:
            try:
                bare = word.removeprefix("mailto:").strip(_AROUND)
                addresses[normalize(bare)] = None
            except AddressError:
                unreadable[word[:MAX_SHOWN]] = None
    return list(addresses), list(unreadable)
