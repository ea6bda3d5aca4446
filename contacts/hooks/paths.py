"""Values of a JSON document by their path, which is a JSON pointer (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def below(path: str | None, key: str | int) -> str | None:
    """The path of what stands there under a key; None where it is too long to use."""
    if path is None:
        return None
    longer = f"{path}/{_escaped(str(key))}"
    return longer if len(longer) <= LONGEST else None


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
    """All values of the document in their order; of nothing in it, nothing.

    Those whose path is too long to use are left out.
    """
    yield from _leaves(document, (), "")


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


def _leaves(
    value: Any, keys: tuple[str | int, ...], path: str | None
) -> Iterator[Leaf]:
    if path is None:
        return
    if is_plain_list(value) or (keys and not isinstance(value, dict | list)):
        yield Leaf(path, keys, value)
    if isinstance(value, dict | list):
        for key, inner in inner_of(value):
            yield from _leaves(inner, (*keys, key), below(path, key))


def inner_of(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str | int, Any]]:
    """What stands in an object or a list, each with its key or place."""
    return value.items() if isinstance(value, dict) else enumerate(value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _place(key: str) -> int:
    """A place in a list; one that no list has for what is none."""
    plain = key.isascii() and key.isdecimal() and len(key) < 9
    return int(key) if plain else 10**9
