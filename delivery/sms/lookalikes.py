"""Characters of the GSM alphabet that stand in for others, so that a text is cheaper.

One ç makes three parts of a text that would be one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from delivery.sms.segments import ALPHABET, segments_of

SIGNS = {
    "'": "’‘‚‛′`´ʼ",
    '"': "“”„‟″«»",
    "-": "–—‒―−‐‑•·",
    "<": "‹",
    ">": "›",
    " ": "\u00a0\u202f\u2009\u2002\u2003\u2007\t",
    "": "\u00ad\u200b\u200c\u2060\ufe0f\ufeff",
    "...": "…",
    "oe": "œ",
    "OE": "Œ",
    "l": "ł",
    "L": "Ł",
    "d": "đð",
    "D": "ĐÐ",
    "i": "ı",
    "/": "⁄",
    "x": "×",
}
STANDS_IN = {each: sign for sign, others in SIGNS.items() for each in others}


@dataclass(frozen=True, slots=True)
class Offer:
    """The text with look-alikes, and what each of them stands in for."""

    text: str
    changes: tuple[tuple[str, str], ...]
    parts: int
    # What has no look-alike, so that the text stays as dear as it is.
    without: str


def offer(text: str) -> Offer | None:
    """None where nothing would be gained or could be changed."""
    composed = unicodedata.normalize("NFC", text)
    changes = {c: _look_alike(c) for c in composed if c not in ALPHABET}
    known = {c: alike for c, alike in changes.items() if alike is not None}
    if not known:
        return None
    made = "".join(known.get(c, c) for c in composed)
    without = "".join(c for c, alike in changes.items() if alike is None)
    return Offer(made, tuple(known.items()), len(segments_of(made).parts), without)


def _look_alike(character: str) -> str | None:
    """Also of any letter that is one of the alphabet with a sign on it."""
    if character in STANDS_IN:
        return STANDS_IN[character]
    pieces = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in pieces if not unicodedata.combining(c))
    bare = "".join(STANDS_IN.get(c, c) for c in bare)
    return bare if bare and set(bare) <= ALPHABET else None
