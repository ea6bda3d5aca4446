from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from django.http import QueryDict

from conditions.asking import TooSlow
from contacts import listing
from contacts.filters import Filter
from contacts.listing import Counts

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

MAX_CHOSEN = 5000  # rows ticked one by one, over all pages


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that were ticked; without ids, everyone whom the filter lets through."""

    wanted: Filter
    ids: tuple[int, ...] | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        wanted = Filter.from_query(query)
        if query.get("select") == "matching":
            return cls(wanted)
        texts = [*query.getlist("contact"), *query.get("elsewhere", "").split(",")]
        ids = (int(pk) for pk in texts if pk.isdecimal() and len(pk) < 20)
        return cls(wanted, tuple(sorted({pk for pk in ids if pk < 2**63}))[:MAX_CHOSEN])

    def to_query(self) -> list[tuple[str, str]]:
        """Name and value of each hidden field that says the same."""
        if self.ids is None:
            return [*self.wanted.to_query(), ("select", "matching")]
        chosen = [("contact", str(pk)) for pk in self.ids[:1]]
        if rest := ",".join(map(str, self.ids[1:])):
            chosen.append(("elsewhere", rest))
        return [*self.wanted.to_query(), ("select", "page"), *chosen]

    def to_query_string(self) -> str:
        return urlencode(self.to_query())

    def fixed(self, audience: Audience) -> Self:
        """The same, whatever is changed meanwhile of what the filter names."""
        return replace(self, wanted=self.wanted.fixed(audience))

    def apply(self, audience: Audience) -> ContactQuerySet:
        if self.ids is None:
            return self.wanted.apply(audience)
        contacts: ContactQuerySet = audience.contacts.filter(pk__in=self.ids)
        return contacts

    def count(self, audience: Audience) -> int | None:
        """How many these are; None when that takes long to find out."""
        if self.ids is not None:
            return self.exact_count(audience)
        try:
            with listing.patience(self.wanted):
                counts = Counts.of(audience, self.wanted)
        except TooSlow:
            return None
        return counts.number(self.wanted.status)

    def exact_count(self, audience: Audience) -> int:
        return self.apply(audience).count()
