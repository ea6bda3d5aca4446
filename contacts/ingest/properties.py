"""What may stand in the properties of an event, and what keeps one out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

MOST = 50
MOST_VALUES = 200  # in lists and objects as well
DEPTH = 4
NAME_LENGTH = 100
TEXT_LENGTH = 2_000
DIGITS = 30
BYTES = 16 * 1024

type Fault = tuple[str, str]  # where, and a sentence


class Unfit(ValueError):
    """Properties that cannot be kept; says which, and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


def written(said: Any) -> str:
    """The properties as JSON, numbers and truths as what they are; raises Unfit."""
    if said is None:
        return "{}"
    if not isinstance(said, Mapping):
        raise Unfit(("properties", _("Properties are an object of names and values.")))
    if len(said) > MOST:
        text = _("An event has at most %(n)s properties.") % {"n": MOST}
        raise Unfit(("properties", text))
    if faults := tuple(_faults(said)):
        raise Unfit(*faults)
    text = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if len(text.encode()) > BYTES:
        said_so = _("All properties together are at most %(n)s kB.") % {
            "n": BYTES >> 10
        }
        raise Unfit(("properties", said_so))
    return text


def _faults(said: Mapping[Any, Any]) -> Iterator[Fault]:
    """What is wrong: of each property the first thing, and where too much is said."""
    seen = 0
    for name, value in said.items():
        for depth, each in _walk(name, value):
            seen += not isinstance(each, _Name)
            fault = _fault(each, depth)
            if not fault and seen > MOST_VALUES:
                text = _("An event holds at most %(n)s values, those in lists counted.")
                fault = text % {"n": MOST_VALUES}
            if fault:
                yield _where(name), fault
                break
        if seen > MOST_VALUES:
            return


def _where(name: Any) -> str:
    """The name of a property as it can be written down, whatever it is."""
    plain = str(name)[:NAME_LENGTH].replace("\0", "")
    return f"properties.{plain.encode(errors='replace').decode()}"


class _Name(str):
    """The name of a property, or of what stands in one."""


def _walk(name: Any, value: Any, depth: int = 1) -> Iterator[tuple[int, Any]]:
    """All names and values with how deep they stand; never deeper than is told."""
    yield depth, _Name(name)
    yield from _within(value, depth)


def _within(value: Any, depth: int) -> Iterator[tuple[int, Any]]:
    yield depth, value
    if depth > DEPTH:
        return
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _walk(name, each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _within(each, depth + 1)


def _fault(value: Any, depth: int) -> str:
    """What is wrong with one value by itself, or nothing."""
    if depth > DEPTH:
        return _("Values are at most %(n)s deep.") % {"n": DEPTH}
    if isinstance(value, str):
        return _text_fault(value)
    if isinstance(value, int | float):
        is_sound = math.isfinite(value) and abs(value) < 10**DIGITS
        return "" if is_sound else _("The number is too large.")
    if value is None or isinstance(value, Mapping | list):
        return ""
    return _("A value is a text, a number, true, false, null, a list or an object.")


def _text_fault(text: str) -> str:
    most = TEXT_LENGTH
    if isinstance(text, _Name):
        most = NAME_LENGTH
        if not text:
            return _("A property needs a name.")
    if len(text) > most:
        said = _("“%(text)s…” is longer than %(n)s characters.")
        return said % {"text": text[:20], "n": most}
    if "\0" in text:
        return _("A text holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _("A text holds half a character.")
    return ""
