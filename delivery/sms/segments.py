"""How a text travels by SMS: in which alphabet, and in how many parts.

A part holds 160 characters of the GSM alphabet (3GPP TS 23.038), or 70 UTF-16 units as
soon as one character is none of these. Where there are several, each gives up room for
its number. What takes two units is never torn in two.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LETTERS = string.ascii_letters + string.digits
BASIC = frozenset(
    f"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà{LETTERS}"
)
ESCAPED = frozenset("\f^{}\\[~]|€")  # with an escape before them
ALPHABET = BASIC | ESCAPED
# Units of a part that is alone, and of one among several.
GSM, UCS = (160, 153), (70, 67)


@dataclass(frozen=True, slots=True)
class Segments:
    """The parts of a text; `outside` are the characters that the GSM alphabet lacks."""

    parts: tuple[str, ...]
    outside: str
    units: int  # of the whole text
    room: int  # units that are left in the last part

    @property
    def is_gsm(self) -> bool:
        return not self.outside


def segments_of(text: str) -> Segments:
    outside = "".join(dict.fromkeys(c for c in text if c not in ALPHABET))
    width, (alone, among) = (_ucs_width, UCS) if outside else (_gsm_width, GSM)
    units = sum(map(width, text))
    if units <= alone:
        return Segments((text,) if text else (), outside, units, alone - units)
    parts = tuple(_parts(text, width, among))
    return Segments(parts, outside, units, among - sum(map(width, parts[-1])))


def _parts(text: str, width: Callable[[str], int], most: int) -> Iterator[str]:
    start = used = 0
    for place, character in enumerate(text):
        units = width(character)
        if used + units > most:
            yield text[start:place]
            start, used = place, 0
        used += units
    yield text[start:]


def _gsm_width(character: str) -> int:
    return 2 if character in ESCAPED else 1


def _ucs_width(character: str) -> int:
    return 2 if character > "\uffff" else 1
