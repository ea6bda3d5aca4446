"""How operations are described for programs: what they take, and what they answer."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

_FIELDS = [
    {
        "in": "query",
        "name": name,
        "schema": {"type": "string"},
        "description": f"Names of fields to {verb}, with commas between them; a dot "
        "leads into an object, or into each object of an array.",
    }
    for name, verb in (("fields", "answer alone"), ("exclude_fields", "leave out"))
]
_PAGE = [
    {
        "in": "query",
        "name": "count",
        "schema": {"type": "integer", "default": 10, "minimum": 0, "maximum": 1_000},
    },
    {
        "in": "query",
        "name": "offset",
        "schema": {"type": "integer", "default": 0, "minimum": 0},
    },
]
# What a document can be asked with, and a page of a collection.
ONE: dict[str, Any] = {"parameters": _FIELDS}
MANY: dict[str, Any] = {"parameters": [*_FIELDS, *_PAGE]}


class FieldError(TypedDict):
    field: str
    message: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[list[FieldError]]


# What any operation may meet; some of them meet others as well.
PROBLEMS = frozenset({400, 401, 403, 404, 413, 422, 429})


def answers(document: Any, *others: int) -> dict[Any, Any]:
    """What an operation answers: this document, or a problem."""
    return {200: document, PROBLEMS.union(others): Problem}


NOTHING: dict[Any, Any] = {204: None, PROBLEMS: Problem}


def with_problem_types(description: dict[str, Any]) -> dict[str, Any]:
    """Say of what is no success that it comes as a problem document."""
    for path in description["paths"].values():
        for operation in path.values():
            for status, said in operation["responses"].items():
                if int(status) >= 400:
                    content = said["content"].pop("application/json")
                    said["content"]["application/problem+json"] = content
    return description
