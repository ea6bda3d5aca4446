"""What is wrong with a body or a query, in the words that clients know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def refusal_of(contexts: Iterable[Any]) -> Problem:
    """One problem that names every field, and once all those that are missing.

    Each of ninja's contexts is what pydantic found, and the model it found it by.
    """
    return _refusal(_found(contexts))


def refusal_of_row(error: pydantic.ValidationError) -> Problem:
    """The same for one of many that a body holds, as if it were the body."""
    return _refusal((one["loc"], one) for one in error.errors(include_url=False))


def _refusal(found: Iterable[tuple[Sequence[int | str], Any]]) -> Problem:
    missing: dict[str, list[str]] = {}
    said: list[tuple[str, str]] = []
    for steps, one in found:
        if one["type"] == "missing" and steps:
            missing.setdefault(_path(steps[:-1]), []).append(str(steps[-1]))
        else:
            said.append((_path(steps), _message(one)))
    lacking = [
        (path, f"Required fields were not provided: {', '.join(names)}")
        for path, names in missing.items()
    ]
    return invalid(*lacking, *said)


def mistaken(wanted: str, value: Any) -> str:
    """That a value is of another type than is wanted."""
    return f"Schema describes {wanted}, {KINDS[type(value)]} found instead"


def _found(contexts: Iterable[Any]) -> Iterator[tuple[Sequence[int | str], Any]]:
    """Where something is wrong, as clients name the place, and what it is."""
    for context in contexts:
        model = context.model
        in_body = model.__ninja_param_source__ == "body"
        for one in context.pydantic_validation_error.errors(include_url=False):
            place = model.__ninja_flatten_map_reverse__.get(one["loc"], one["loc"])
            yield place[1:] if in_body else place, one


def _path(steps: Sequence[int | str]) -> str:
    return ".".join(map(str, steps))


def _message(error: Any) -> str:
    kind, value = error["type"], error["input"]
    if kind == "missing":  # the whole body is
        return "Schema describes object, NULL found instead"
    if kind in {"literal_error", "enum"} and isinstance(value, str):
        return f"Value must be one of: {error['ctx']['expected']}"
    wanted = WANTED.get(kind.partition("_")[0])
    is_mistaken = kind.endswith(("_type", "_parsing", "_from_float")) or kind in {
        "literal_error",
        "enum",
    }
    if wanted and is_mistaken:
        return mistaken(wanted, value)
    return str(error["msg"])
