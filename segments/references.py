"""What the conditions of a tree name: tags, groups, preferences, fields, segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from conditions.tree import Condition, Group, TreeRefused, read, walk

OF_GROUPS = re.compile(r"groups([0-9]{1,18})")
OF_FIELD = re.compile(r"f([0-9]{1,18})")


class Reference(NamedTuple):
    """`kind` is "tag", "category", "group", "preference", "field" or "segment".

    A field that is a column of contacts is named by that, every other thing by its id.
    """

    kind: str
    key: Any


def references_in(tree: Any) -> set[Reference]:
    """What stored data names; nothing where it is no tree."""
    try:
        root: Group = read(tree)
    except TreeRefused:
        return set()
    return {
        reference
        for _path, node in walk(root)
        if isinstance(node, Condition)
        for reference in references_of(node)
    }


def references_of(condition: Condition) -> Iterator[Reference]:
    named, value = condition.field, condition.value
    if named in {"tag", "preference", "segment"}:
        yield from (Reference(named, pk) for pk in _ids([value]))
    elif found := OF_GROUPS.fullmatch(named):
        yield Reference("category", int(found[1]))
        yield from (Reference("group", pk) for pk in _ids(value))
    elif found := OF_FIELD.fullmatch(named):
        yield Reference("field", int(found[1]))
    else:
        yield Reference("field", named)


def _ids(value: Any) -> list[int]:
    values = value if isinstance(value, list) else []
    return [pk for pk in values if isinstance(pk, int)]
