"""Answers: documents as JSON, cut down to the fields that were asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/json; charset=utf-8"

# What is wanted at one level, and of each what is wanted below; None is all of it.
type Tree = dict[str, Tree | None]


def answer(request: HttpRequest, data: Mapping[str, Any]) -> HttpResponse:
    """The document, or the parts of it that `fields` and `exclude_fields` leave."""
    wanted = _tree(request.GET.getlist("fields"))
    unwanted = _tree(request.GET.getlist("exclude_fields"))
    if wanted:
        data = _only(data, wanted)
    if unwanted:
        data = _without(data, unwanted)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=CONTENT_TYPE)


def nothing() -> HttpResponse:
    """It is done, and there is nothing to say of it."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response


def _tree(lists: Iterable[str]) -> Tree:
    """What comma-separated names ask for, whose dots lead down."""
    tree: Tree = {}
    for name in (name.strip() for said in lists for name in said.split(",")):
        *outer, last = name.split(".")
        level = tree
        for step in outer:
            below = level.setdefault(step, {})
            if below is None:
                break  # all of it is asked for already
            level = below
        else:
            if last:
                level[last] = None
    return tree


def _only(part: Mapping[str, Any], wanted: Tree) -> Mapping[str, Any]:
    if "*" in wanted:
        return part
    return {
        name: value if (below := wanted[name]) is None else _below(value, below, _only)
        for name, value in part.items()
        if name in wanted
    }


def _without(part: Mapping[str, Any], unwanted: Tree) -> Mapping[str, Any]:
    return {
        name: _below(value, below, _without)
        for name, value in part.items()
        if (below := unwanted.get(name, {})) is not None
    }


def _below(
    value: Any, tree: Tree, cut: Callable[[Mapping[str, Any], Tree], Mapping[str, Any]]
) -> Any:
    """Cut an object, or every object of an array: arrays are transparent."""
    if isinstance(value, dict):
        return cut(value, tree)
    if isinstance(value, list):
        return [_below(item, tree, cut) for item in value] if tree else value
    return value
