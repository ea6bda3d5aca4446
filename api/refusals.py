"""What is wrong with a body or a query, in the words that clients know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pydantic

from api.problems import Problem, invalid

KINDS = {
    type(None): "NULL",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
# By the first word of pydantic's name of an error: what was wanted instead.
WANTED = {
    "string": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "dict": "object",
    "model": "object",
    "list": "array",
    "literal": "string",
    "enum": "string",
}


def refusal_of(errors: Iterable[pydantic.ValidationError]) -> Problem:
    """One problem that names every field, and once all those that are missing."""
    found = [one for error in errors for one in error.errors(include_url=False)]
    missing: dict[str, list[str]] = {}
    said: list[tuple[str, str]] = []
    for one in found:
        *outer, last = one["loc"][1:] or [""]
        if one["type"] == "missing" and last:
            missing.setdefault(_path(outer), []).append(str(last))
        else:
            said.append((_path(one["loc"][1:]), _message(one)))
    lacking = [
        (path, f"Required fields were not provided: {', '.join(names)}")
        for path, names in missing.items()
    ]
    return invalid(*lacking, *said)


def _path(steps: Sequence[int | str]) -> str:
    return ".".join(map(str, steps))


def _message(error: Any) -> str:
    kind, value = error["type"], error["input"]
    if kind == "missing":  # the whole body is
        return "Schema describes object, NULL found instead"
    if kind in {"literal_error", "enum"} and isinstance(value, str):
        return f"Value must be one of: {error['ctx']['expected']}"
    wanted = WANTED.get(kind.partition("_")[0])
    mistaken = kind.endswith(("_type", "_parsing", "_from_float")) or kind in {
        "literal_error",
        "enum",
    }
    if wanted and mistaken:
        found = KINDS.get(type(value), "something else")
        return f"Schema describes {wanted}, {found} found instead"
    return str(error["msg"])
