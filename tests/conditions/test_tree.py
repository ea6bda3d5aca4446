"""Data that is no tree is refused with its node and why."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given

from conditions.tree import Path, TreeRefused, read, write
from tests.conditions.said import VIP, asking, group, nested, of, some_json

NO_TREE: dict[str, tuple[Any, Path]] = {
    "nothing": (None, ()),
    "a text": ("all", ()),
    "a list": ([], ()),
    "no version": (group(VIP), ()),
    "a version to come": ({"v": 2, **group(VIP)}, ()),
    "a version that is true": ({"v": True, **group(VIP)}, ()),
    "a condition alone": ({"v": 1, **VIP}, ()),
    "a group of another kind": (of(VIP, match="most"), ()),
    "a group of a list": (of(VIP, match=["all"]), ()),
    "a group with more to say": ({**of(VIP), "not": True}, ()),
    "a group without conditions": ({"v": 1, "match": "all"}, ()),
    "conditions in an object": ({"v": 1, "match": "all", "of": {"0": VIP}}, ()),
    "a number for a condition": (of(VIP, 7), (1,)),
    "nothing for a condition": (of(group(VIP, None)), (0, 1)),
    "a condition with more to say": (of({**VIP, "or": 1}), (0,)),
    "a condition without an operator": (of({"field": "vip"}), (0,)),
    "a list for a field": (of(asking(["vip"], "yes")), (0,)),
    "a number for an operator": (of(asking("vip", 1)), (0,)),
    "an endless field": (of(asking("x" * 101, "yes")), (0,)),
    "a field without a name": (of(asking("", "yes")), (0,)),
    "a field no database holds": (of(asking("vip\0", "yes")), (0,)),
    "half a letter for an operator": (of(asking("vip", "\ud800")), (0,)),
    "nine levels": (nested(9), (0,) * 8),
    "ten thousand levels": (nested(10_000), ()),
    "201 conditions": (of(*[VIP] * 201), (200,)),
    "201 conditions in two groups": (
        of(group(*[VIP] * 100), group(*[VIP] * 101)),
        (1, 100),
    ),
    "more than 64 kB": (of(*[asking("email", "is", "x" * 400)] * 190), ()),
}


@pytest.mark.parametrize(("data", "path"), NO_TREE.values(), ids=NO_TREE.keys())
def test_what_is_no_tree_is_refused_at_its_node(data: Any, path: Path) -> None:
    with pytest.raises(TreeRefused) as refused:
        read(data)

    assert refused.value.path == path
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("data", [of(), of(VIP), nested(8), of(*[VIP] * 200)])
def test_what_is_a_tree_is_written_as_it_was_read(data: dict[str, Any]) -> None:
    assert write(read(data)) == data


@given(some_json)
def test_whatever_is_read_is_a_tree_or_refused(data: Any) -> None:
    for said in (data, of(data), of(group(data, VIP))):
        with suppress(TreeRefused):
            assert read(write(read(said))) == read(said)
