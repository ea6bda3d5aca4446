"""What clients send: JSON, read so that whatever comes of it fits the database."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from api.problems import Problem, bad_request, invalid
from api.refusals import mistaken

DEEPEST = 32
TITLE = "JSON Parse Error"


class BodyParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """The object that an operation needs; raises a Problem for anything else."""
        body = body_of(request)
        if not isinstance(body, dict):
            raise invalid(("", mistaken("object", body)))
        return body


def body_of(request: HttpRequest) -> Any:
    """The JSON of the body; raises a Problem where it is none that can be kept."""
    try:
        value = json.loads(request.body.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise bad_request(TITLE, "The body of the request is not UTF-8.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        text = "We encountered an unspecified JSON parsing error."
        raise bad_request(TITLE, text) from None
    _check(value)
    return value


def _refuse(_constant: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are no JSON


def _check(value: Any) -> None:
    """Look at every value, and at every key, level by level."""
    level: list[tuple[str, Any]] = [("", value)]
    for _depth in range(DEEPEST):
        level = [inner for path, outer in level for inner in _inside(path, outer)]
        if not level:
            return
    raise _too_deep()


def _inside(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for key, inner in value.items():
                place = f"{path}.{key}" if path else key
                _check_text(path, key)
                yield place, inner
        case list():
            for index, inner in enumerate(value):
                yield f"{path}.{index}" if path else str(index), inner
        case str():
            _check_text(path, value)
        case float() if not math.isfinite(value):
            raise invalid((path, "The number is too large"))


def _check_text(path: str, text: str) -> None:
    if "\0" in text:
        raise invalid((path, "The text has a null character"))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise invalid((path, "The text has half of a character")) from None


def _too_deep() -> Problem:
    return bad_request(TITLE, f"The body nests deeper than {DEEPEST} levels.")
