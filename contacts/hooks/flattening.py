"""Values of a call as properties of its event, within what an event can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contacts.hooks import paths
from contacts.hooks.mapping import Mapping, property_name
from contacts.ingest import properties as limits

ROOM = limits.BYTES - 1_000  # for what JSON adds


@dataclass(slots=True)
class Properties:
    said: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # names of chosen ones
    cut: list[str] = field(default_factory=list)  # of what is shorter than it came
    left_out: int = 0


def properties_of(document: Any, mapping: Mapping) -> Properties:
    """Those that are chosen, and with `takes_all` every other value.

    A chosen one that the document lacks is empty; what an event has no room for is
    left out.
    """
    found = Properties()
    room, values = ROOM, limits.MOST_VALUES
    for name, value in _named(document, mapping, found):
        fit = _fit(value)
        if fit != value:
            found.cut.append(name)
        size = len(json.dumps({name: fit}, ensure_ascii=False).encode())
        n = len(fit) + 1 if isinstance(fit, list) else 1
        if len(found.said) >= limits.MOST or size > room or n > values:
            found.left_out += 1
            continue
        found.said[name] = fit
        room, values = room - size, values - n
    return found


def _named(
    document: Any, mapping: Mapping, found: Properties
) -> Iterator[tuple[str, Any]]:
    for name, path in mapping.properties:
        value = paths.find(document, path)
        if value is paths.MISSING or isinstance(value, dict) or _is_nested(value):
            found.missing.append(name)
            value = None
        yield name, value
    if mapping.takes_all:
        taken = {name for name, _path in mapping.properties}
        yield from _others(document, mapping, taken)


def _others(
    document: Any, mapping: Mapping, taken: set[str]
) -> Iterator[tuple[str, Any]]:
    """All that means nothing else: a list of plain values once, as a list."""
    used, lists = mapping.paths, set[str]()
    for leaf in paths.leaves(document):
        if leaf.path in used or leaf.path.rpartition("/")[0] in lists:
            continue
        if isinstance(leaf.value, list):
            lists.add(leaf.path)
        name = property_name("_".join(map(str, leaf.keys)))
        if name not in taken:
            taken.add(name)
            yield name, leaf.value


def _is_nested(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not paths.is_plain_list(value)


def _fit(value: Any) -> Any:
    if isinstance(value, list):
        return [_fit(each) for each in value[:100]]
    if isinstance(value, str):
        kept = value.replace("\0", "")[: limits.TEXT_LENGTH]
        return kept.encode(errors="replace").decode()  # half characters
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and abs(value) >= 10**limits.DIGITS:
        return f"{value:.6e}" if isinstance(value, float) else str(value)[:100]
    return value
