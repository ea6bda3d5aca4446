"""Which contacts a list shows: said in its URL, and applied to the audience's."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from contacts import facets
from contacts.facets import Pair
from contacts.models import Contact

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

ARCHIVED = "archived"
EVERYONE = "everyone"  # the archived among them
STATUSES = frozenset({*Contact.Status.values, ARCHIVED, EVERYONE})
MAX_TEXT = 200
MAX_TAGS = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """Words to find, a status (or "archived", "everyone"), tags and groups that are all
    wanted, and facts as pairs of a facet's name and its value.
    """

    text: str = ""
    status: str = ""
    tag_ids: tuple[int, ...] = ()
    facts: tuple[Pair, ...] = ()
    group_ids: tuple[int, ...] = ()

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """What a query string or a form asks for; what makes no sense is left out."""
        status = query.get("status", "")
        return cls(
            text=query.get("q", "").strip()[:MAX_TEXT],
            status=status if status in STATUSES else "",
            tag_ids=_ids(query.getlist("tag")),
            facts=facets.cleaned((name, str(text)) for name, text in query.items()),
            group_ids=_ids(query.getlist("group")),
        )

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """What `to_dict` wrote, without facets that are no more."""
        facts = ((name, value) for name, value in stored.get("facts", ()))
        return cls(
            stored["text"],
            stored["status"],
            tuple(stored["tag_ids"]),
            tuple(pair for pair in facts if pair[0] in facets.FACETS),
            tuple(stored.get("group_ids", ())),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "status": self.status,
            "tag_ids": list(self.tag_ids),
            "facts": [list(pair) for pair in self.facts],
            "group_ids": list(self.group_ids),
        }

    def to_query(self) -> list[tuple[str, str]]:
        """Name and value of each part that is there, for links and hidden fields."""
        pairs = [("q", self.text), ("status", self.status)]
        pairs += [("tag", str(tag_id)) for tag_id in self.tag_ids]
        pairs += [("group", str(group_id)) for group_id in self.group_ids]
        return [(name, value) for name, value in [*pairs, *self.facts] if value]

    @property
    def query_string(self) -> str:
        return urlencode(self.to_query())

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than a status."""
        return bool(self.text or self.tag_ids or self.group_ids or self.facts)

    def with_status(self, status: str) -> Self:
        return replace(self, status=status)

    def with_tag(self, tag_id: int) -> Self:
        return replace(self, tag_ids=(*self.tag_ids, tag_id))

    def without_tag(self, tag_id: int) -> Self:
        return replace(self, tag_ids=tuple(t for t in self.tag_ids if t != tag_id))

    def only_tags(self, tag_ids: Iterable[int]) -> Self:
        """Leave out the tags that are none of these."""
        there = set(tag_ids)
        return replace(self, tag_ids=tuple(t for t in self.tag_ids if t in there))

    def without_group(self, group_id: int) -> Self:
        return replace(
            self, group_ids=tuple(g for g in self.group_ids if g != group_id)
        )

    def only_groups(self, group_ids: Iterable[int]) -> Self:
        """Leave out the groups that are none of these."""
        there = set(group_ids)
        return replace(self, group_ids=tuple(g for g in self.group_ids if g in there))

    def with_facts(self, facts: tuple[Pair, ...]) -> Self:
        return replace(self, facts=facts)

    def without(self, name: str) -> Self:
        """Leave out the fact of this name."""
        return replace(self, facts=tuple(f for f in self.facts if f[0] != name))

    def only_facts(self, names: Container[str]) -> Self:
        """Leave out the facts of other names."""
        return replace(self, facts=tuple(f for f in self.facts if f[0] in names))

    @property
    def is_heavy(self) -> bool:
        """Whether asking for who matches may take long."""
        return any(facets.FACETS[name].is_heavy for name, _value in self.facts)

    def fixed(self, audience: Audience) -> Self:
        """The same, whatever is changed of what it names, for what is done later."""
        facts = (facets.FACETS[name].fixed(audience, v) for name, v in self.facts)
        return replace(self, facts=tuple(facts))

    def narrow(self, audience: Audience) -> ContactQuerySet:
        """Those of the audience that match whatever their status."""
        contacts: ContactQuerySet = audience.contacts.all()
        if self.tag_ids:
            contacts = contacts.tagged(*self.tag_ids)
        if self.group_ids:
            contacts = contacts.in_groups(*self.group_ids)
        for name, value in self.facts:
            contacts = facets.FACETS[name].narrow(audience, contacts, value)
        return contacts.search(self.text)

    def apply(self, audience: Audience) -> ContactQuerySet:
        return self.among(self.narrow(audience))

    def among(self, matching: ContactQuerySet) -> ContactQuerySet:
        """Those of the wanted status."""
        if self.status == EVERYONE:
            return matching
        if self.status == ARCHIVED:
            return matching.archived()
        return matching.with_status(self.status) if self.status else matching.present()


def _ids(texts: Iterable[str]) -> tuple[int, ...]:
    """The ids that can be some, each once."""
    ids = (int(text) for text in texts if text.isdecimal() and len(text) < 11)
    return tuple(dict.fromkeys(id for id in ids if id < 2**31))[:MAX_TAGS]
