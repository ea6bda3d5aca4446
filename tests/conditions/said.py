"""Trees as data, sound and not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

VIP = {"field": "vip", "op": "yes"}


def of(*nodes: Any, match: Any = "all") -> dict[str, Any]:
    return {"v": 1, "match": match, "of": list(nodes)}


def group(*nodes: Any, match: Any = "any") -> dict[str, Any]:
    return {"match": match, "of": list(nodes)}


def asking(field: Any, op: Any, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def nested(levels: int) -> dict[str, Any]:
    """A condition below so many groups."""
    node: Any = VIP
    for _level in range(levels):
        node = group(node)
    return {"v": 1, **node}


KEYS = "v match of field op value first last is name when where times day month km"
some_json: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats()),
        st.text(st.characters(exclude_categories=[])),
        st.sampled_from([10**400, "2026-05-03", "9999-12-31", "a\0", "\ud800", 1e308]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS.split()) | st.text(max_size=3),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
