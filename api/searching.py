"""Members by their address or by parts of their name, in one list or in all of them.

However many lists there are, they are asked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.documents.members import of_lists
from contacts.addresses import AddressError, normalize
from contacts.models import Contact

if TYPE_CHECKING:
    from api.documents.shapes import Matches
    from api.links import Links
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

SHOWN = 30  # of each kind
COUNTED = 10_000
LONGEST = 200  # letters of a query


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found: those to show, by the order of their lists, and how many."""

    lists: list[Audience]
    ids: list[int]
    n: int

    def told(self, links: Links) -> Matches:
        return {"members": of_lists(self.lists, self.ids, links), "total_items": self.n}


def exact(audiences: Sequence[Audience], query: str) -> Found:
    """Those who have this address."""
    try:
        email = normalize(query.strip()[:LONGEST])
    except AddressError:
        return Found([], [], 0)
    return _found(audiences, _contacts(audiences).filter(email=email))


def full(audiences: Sequence[Audience], query: str) -> Found:
    """Those whose address or name has every word of the query."""
    text = query.strip()[:LONGEST]
    if not text:
        return Found([], [], 0)
    return _found(audiences, _contacts(audiences).search(text))


def _contacts(audiences: Sequence[Audience]) -> ContactQuerySet:
    contacts: ContactQuerySet = Contact.objects.filter(audience__in=audiences)
    return contacts


def _found(audiences: Sequence[Audience], matching: ContactQuerySet) -> Found:
    """Of more than are counted, those that the database comes upon first."""
    places = {audience.pk: place for place, audience in enumerate(audiences)}
    pairs = matching.order_by().values_list("audience_id", "pk")[:COUNTED]
    found = sorted((places[audience_id], pk) for audience_id, pk in pairs)
    shown = found[:SHOWN]
    lists = [audiences[place] for place in sorted({place for place, _pk in shown})]
    return Found(lists, [pk for _place, pk in shown], len(found))
