"""How the place of a row in a list reads in a URL: what it is sorted by, and its id.

Texts come back as anybody may have changed them: what is no key is None.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

MAX_LETTERS = 254  # as many as the longest address has
MAX_DIGITS = 19
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Key(NamedTuple):
    value: Any  # None for a blank
    pk: int


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of keys are written, never as nothing, and read."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]  # raises ValueError or OverflowError

    def text_of(self, key: Key) -> str:
        value = "" if key.value is None else self.write(key.value)
        return f"{value}-{key.pk}"

    def key_of(self, text: str) -> Key | None:
        value, dash, pk = text.rpartition("-")
        if not (dash and pk.isdecimal() and len(pk) <= MAX_DIGITS):
            return None
        try:
            read = self.read(value) if value else None
        except (ValueError, OverflowError):
            return None
        return Key(read, min(int(pk), 2**63 - 1))


def text_of_moment(moment: datetime, pk: int) -> str:
    return MOMENT.text_of(Key(moment, pk))


def key_of_moment(text: str) -> tuple[datetime, int] | None:
    """A moment and an id, or None where the text says none."""
    key = MOMENT.key_of(text)
    return key if key and key.value else None


def _words(text: str) -> str:
    if "\0" in text or len(text) > MAX_LETTERS:
        raise ValueError
    return text


def _whole(text: str) -> int:
    if not (text.isdecimal() and len(text) < MAX_DIGITS):
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _since_epoch(moment: datetime) -> str:
    return str((moment - EPOCH) // MICROSECOND)


def _moment(text: str) -> datetime:
    return EPOCH + _whole(text) * MICROSECOND


WORDS = Kind(str, _words)
WHOLE = Kind(str, _whole)
NUMBER = Kind(repr, _number)
MOMENT = Kind(_since_epoch, _moment)
