"""Values of a JSON document by their path, which is a JSON pointer (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 1_000


class Missing:
    """What stands at a path that leads nowhere."""


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that can be used: a plain one, or a list of plain ones.

    `keys` are those of the objects on the way to it, and places in lists as numbers.
    """

    path: str
    keys: tuple[str | int, ...]
    value: Any


def path_of(keys: Sequence[str | int]) -> str:
    return "".join(f"/{_escaped(str(key))}" for key in keys)


def find(document: Any, path: str) -> Any:
    """The value at the path, or MISSING."""
    found = document
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and key in found:
            found = found[key]
        elif isinstance(found, list) and (place := _place(key)) < len(found):
            found = found[place]
        else:
            return MISSING
    return found


def leaves(document: Any) -> Iterator[Leaf]:
    """All values of the document in their order; of nothing in it, nothing."""
    yield from _leaves(document, ())


def is_plain_list(value: Any) -> bool:
    """Whether it is a list that can be used as a whole."""
    return (
        isinstance(value, list)
        and bool(value)
        and not any(isinstance(each, dict | list) for each in value)
    )


def in_words(path: str) -> str:
    """The path as people write it, as in `order.items[0].price`."""
    said = ""
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if key.isdecimal() and said:
            said += f"[{key}]"
        else:
            said += f".{key}" if said else key
    return said


def last_key(path: str) -> str:
    """What a value is called: the last key on its path that is no mere number."""
    keys = [key for key in path.split("/")[1:] if not key.isdecimal()]
    return keys[-1].replace("~1", "/").replace("~0", "~") if keys else ""


def _leaves(value: Any, keys: tuple[str | int, ...]) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*keys, key))
    elif isinstance(value, list):
        if is_plain_list(value):
            yield Leaf(path_of(keys), keys, value)
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*keys, place))
    elif keys:
        yield Leaf(path_of(keys), keys, value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _place(key: str) -> int:
    """A place in a list; one that no list has for what is none."""
    plain = key.isascii() and key.isdecimal() and len(key) < 9
    return int(key) if plain else 10**9
