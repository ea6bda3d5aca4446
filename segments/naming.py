"""What conditions name in one audience, found by its name in another.

Names are compared by the database alone, whose lower() differs from Python's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db.models import Q
from django.db.models.functions import Lower

from segments.references import Reference

if TYPE_CHECKING:
    from audiences.models import Audience


class Named(NamedTuple):
    """How a thing is found elsewhere, and what it is called."""

    key: Any
    name: str
    kind: str = ""  # of a category


@dataclass(frozen=True, slots=True)
class Names:
    """The names of what a tree names in its own audience, and where they are found.

    Each is asked for at once, and only for the kinds of things there are.
    """

    target: Audience
    own: dict[Reference, Named]
    found: dict[str, dict[Any, int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, source: Audience, target: Audience, references: Iterable[Reference]
    ) -> Self:
        ids: dict[str, list[int]] = {}
        for kind, key in references:
            if isinstance(key, int):
                ids.setdefault(kind, []).append(key)
        own: dict[Reference, Named] = {}
        for kind, pks in ids.items():
            for pk, *named in _rows(source, kind, Q(pk__in=pks)):
                own[Reference(kind, pk)] = Named(*named)
        names = cls(target, own)
        for kind in ids:
            names.found[kind] = {key: pk for pk, key, *_ in _rows(target, kind, Q())}
        return names

    def find(self, kind: str, pk: int) -> int | None:
        """The id in the other audience of what this is called here."""
        named = self.own.get(Reference(kind, pk))
        return self.found[kind].get(named.key) if named else None


def _rows(audience: Audience, kind: str, which: Q) -> Iterator[tuple[Any, ...]]:
    """Id, key and name of each that is present."""
    lower = Lower("name")
    match kind:
        case "tag":
            tags = audience.tags.present().filter(which)
            yield from tags.values_list("pk", lower, "name")
        case "preference":
            preferences = audience.preferences.present().filter(which)
            yield from preferences.values_list("pk", lower, "name")
        case "segment":
            segments = audience.segments.present().filter(which)
            yield from segments.values_list("pk", lower, "name")
        case "category":
            categories = audience.group_categories.present().filter(which)
            title = Lower("title")
            yield from categories.values_list("pk", title, "title", "kind")
        case "group":
            groups = audience.groups.present().filter(which)
            within = Lower("category__title")
            for pk, *key, name in groups.values_list("pk", within, lower, "name"):
                yield pk, tuple(key), name
        case "field":
            fields = audience.fields.present().filter(which)
            for pk, *key, label in fields.values_list("pk", "tag", "type", "label"):
                yield pk, tuple(key), label
