"""Members by their address or by parts of their name, in one list or in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from api.documents.members import Members
from api.finding import of_address
from contacts.addresses import AddressError, normalize

if TYPE_CHECKING:
    from api.documents.shapes import Matches, Member
    from api.links import Links
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

SHOWN = 30  # of each kind, from all lists together
COUNTED = 10_000  # in one list
LONGEST = 200  # letters of a query


@dataclass(slots=True)
class Found:
    """Ids of those to show, by audience, and how many were found."""

    n: int = 0
    ids: list[tuple[Audience, list[int]]] = field(default_factory=list)

    @property
    def room(self) -> int:
        return SHOWN - sum(len(ids) for _audience, ids in self.ids)

    def add(self, audience: Audience, ids: list[int], n: int) -> None:
        self.n += n
        if ids:
            self.ids.append((audience, ids))

    def told(self, links: Links) -> Matches:
        members: list[Member] = []
        for audience, ids in self.ids:
            members += Members(audience, links).of(ids)
        return {"members": members, "total_items": self.n}


@dataclass(frozen=True, slots=True)
class Result:
    exact: Found = field(default_factory=Found)
    full: Found = field(default_factory=Found)

    @classmethod
    def of(cls, audiences: Iterable[Audience], query: str) -> Self:
        result, text = cls(), query.strip()[:LONGEST]
        email = _email(text)
        for audience in audiences:
            if email and (contact := of_address(audience, email)):
                room = result.exact.room
                result.exact.add(audience, [contact.pk][:room], 1)
            if text:
                _search(audience, text, result.full)
        return result


def _search(audience: Audience, text: str, found: Found) -> None:
    matching: ContactQuerySet = audience.contacts.search(text)
    n = matching.order_by()[:COUNTED].count()
    if not n:
        return
    ids = matching.order_by("pk").values_list("pk", flat=True)[: found.room]
    found.add(audience, list(ids), n)


def _email(text: str) -> str:
    try:
        return normalize(text)
    except AddressError:
        return ""
