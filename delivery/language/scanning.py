"""Where the merge tags of a text are: `*|…|*`, found in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OPENS, CLOSES = "*|", "|*"
LONGEST_TAG = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or what stands between `*|` and `|*`.

    `is_open` is a tag that nothing closes within its line of 500 characters.
    """

    text: str
    at: int
    is_tag: bool = False
    is_open: bool = False


def pieces_of(source: str) -> Iterator[Piece]:
    """All of the source in order; what an open tag holds beyond `*|` is text."""
    position = 0
    closes = -1
    while (opens := source.find(OPENS, position)) >= 0:
        if opens > position:
            yield Piece(source[position:opens], position)
        start = opens + len(OPENS)
        if closes < start:
            found = source.find(CLOSES, start)
            closes = len(source) if found < 0 else found
        inner = source[start : min(closes, start + LONGEST_TAG + 1)]
        if len(inner) > LONGEST_TAG or closes == len(source) or OPENS in inner:
            yield Piece("", opens, is_tag=True, is_open=True)
            position = start
        else:
            yield Piece(inner, opens, is_tag=True)
            position = closes + len(CLOSES)
    if position < len(source):
        yield Piece(source[position:], position)
