"""JSON from outside: read, and looked at so that the database can keep all of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

# Where a value stands: the place of what it is in, and its name or number there. It is
# written out for faults alone, since names may be long and values many.
type Place = tuple[Place, str | int] | None


class Unfit(ValueError):
    """Why a document is not taken: a code, and where in it.

    It is no UTF-8 (`utf8`) or no JSON (`json`), nests too deep (`deep`), has too many
    values (`many`) or too long a name (`key`), holds a null character (`nul`), half a
    character (`half`), or a number that is too large (`number`).
    """

    def __init__(self, code: str, place: Place = None) -> None:
        super().__init__(code)
        self.code = code
        self.place = place

    @property
    def path(self) -> str:
        """The place with dots between its steps."""
        steps, place = [], self.place
        while place is not None:
            place, step = place
            steps.append(str(step))
        return ".".join(reversed(steps))


def read(sent: bytes | str) -> Any:
    """The value that the JSON says; raises Unfit."""
    try:
        text = sent.decode("utf-8-sig") if isinstance(sent, bytes) else sent
        return json.loads(text, parse_constant=_refuse)
    except UnicodeDecodeError:
        raise Unfit("utf8") from None
    except RecursionError:
        raise Unfit("deep") from None
    except ValueError:
        raise Unfit("json") from None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may hold; None is no limit but that of the body."""

    depth: int  # of objects and arrays within each other
    values: int | None = None
    longest_key: int | None = None

    def check(self, document: Any) -> None:
        """Look at every value, and at every name, level by level; raises Unfit."""
        level = list(self._nested(None, [("", document)]))
        seen = 0
        for _depth in range(self.depth):
            seen += sum(len(value) for _place, value in level)
            if self.values is not None and seen > self.values:
                raise Unfit("many")
            level = [
                inner
                for place, value in level
                for inner in self._nested(place, _parts(value))
            ]
            if not level:
                return
        raise Unfit("deep")

    def _nested(
        self, place: Place, parts: Iterable[tuple[str | int, Any]]
    ) -> Iterator[tuple[Place, dict[str, Any] | list[Any]]]:
        """The objects and arrays among the parts; all else is looked at at once."""
        for name, value in parts:
            if isinstance(name, str):
                self._check_key(place, name)
            if isinstance(value, dict | list):
                yield ((place, name) if name != "" else place), value
            elif isinstance(value, str):
                if fault := _fault(value):
                    raise Unfit(fault, (place, name))
            elif isinstance(value, float) and not math.isfinite(value):
                raise Unfit("number", (place, name))

    def _check_key(self, place: Place, name: str) -> None:
        if self.longest_key is not None and len(name) > self.longest_key:
            raise Unfit("key", place)
        if fault := _fault(name):
            raise Unfit(fault, place)


def _parts(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str | int, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _fault(text: str) -> str:
    """What keeps a text out of the database, or nothing."""
    if "\0" in text:
        return "nul"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half"
    return ""


def _refuse(_constant: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are no JSON
