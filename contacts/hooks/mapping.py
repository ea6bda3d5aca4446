"""What of a call means what: kept as JSON, changed one click at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from contacts.hooks import paths

NAME_LENGTH = 30  # of an event
MOST_PROPERTIES = 50
MOST_TAGS = 20
FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")

# What one value alone can be.
SINGLE = ("email", "name", "at", "id")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Paths into the document of a call; empty where nothing is chosen.

    The name of the event is at `name`, or else the text `fixed`. Properties are pairs
    of a name and a path, fields of the contact pairs of an id and a path.
    """

    email: str = ""
    name: str = ""
    fixed: str = ""
    at: str = ""
    id: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    takes_all: bool = False  # every other value is a property as well
    fields: tuple[tuple[int, str], ...] = ()
    tags: tuple[str, ...] = ()  # paths of names of tags
    tag_ids: tuple[int, ...] = ()  # what everybody gets

    @classmethod
    def of(cls, said: Map[str, Any]) -> Self:
        """As it was kept."""
        known = {field.name for field in fields(cls)} & set(said)
        return cls(**{name: _frozen(said[name]) for name in known})

    def kept(self) -> dict[str, Any]:
        empty = type(self)()
        return {k: v for k, v in asdict(self).items() if v != getattr(empty, k)}

    @property
    def has_event(self) -> bool:
        return bool(self.name or self.fixed)

    @property
    def has_person(self) -> bool:
        """Whether it says anything of people."""
        return bool(self.fields or self.tags or self.tag_ids)

    @property
    def is_ready(self) -> bool:
        return bool(self.email) and (self.has_event or self.has_person)

    @property
    def paths(self) -> frozenset[str]:
        """All that mean something of themselves."""
        single = [getattr(self, role) for role in SINGLE]
        named = [path for _name, path in (*self.properties, *self.fields)]
        return frozenset([*single, *named, *self.tags]) - {""}

    def using(self, role: str, path: str, what: str = "") -> Self:
        """Let the value at the path be that; `what` names a property or a field."""
        if role in SINGLE:
            changes: dict[str, Any] = {role: path}
            if role == "name":
                changes["fixed"] = ""
            return replace(self, **changes)
        match role:
            case "property":
                name = property_name(what or paths.last_key(path))
                others = [(n, p) for n, p in self.properties if n != name]
                return replace(self, properties=(*others, (name, path)))
            case "field" if what.isdecimal():
                pairs = [(pk, p) for pk, p in self.fields if pk != int(what)]
                return replace(self, fields=(*pairs, (int(what), path)))
            case "tag":
                return replace(self, tags=(*(t for t in self.tags if t != path), path))
        return self

    def without(self, role: str, path: str, what: str = "") -> Self:
        """Let the value at the path be that no more."""
        if role in SINGLE:
            empty: dict[str, Any] = {role: ""} if getattr(self, role) == path else {}
            return replace(self, **empty)
        match role:
            case "property":
                left = [pair for pair in self.properties if pair != (what, path)]
                return replace(self, properties=tuple(left))
            case "field":
                pairs = [
                    (pk, p) for pk, p in self.fields if (str(pk), p) != (what, path)
                ]
                return replace(self, fields=tuple(pairs))
            case "tag":
                return replace(self, tags=tuple(t for t in self.tags if t != path))
        return self


def event_name(text: str) -> str:
    """A text as the name of an event can be written, as near as it can be."""
    return FOREIGN.sub("_", text.strip()).strip("_")[:NAME_LENGTH].strip("_")


def property_name(text: str) -> str:
    return text.replace("\0", "").strip()[:100] or "value"


def _frozen(value: Any) -> Any:
    """Lists as tuples: what is kept as JSON is compared by value."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
