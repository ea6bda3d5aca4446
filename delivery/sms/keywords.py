"""Words by which people opt out of SMS, come back, or ask who writes.

A message that is nothing but such a word acts at once. One that has a word of opting
out among others is for a person to judge: any reasonable way of saying it counts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

STOP = frozenset("stop stopall unsubscribe cancel end quit revoke optout arret".split())
START = frozenset("start yes unstop".split())
HELP = frozenset("help info aide".split())
WORDS = {
    **dict.fromkeys(STOP, "stop"),
    **dict.fromkeys(START, "start"),
    **dict.fromkeys(HELP, "help"),
}
LONGEST = 2_000  # letters that are looked at


@dataclass(frozen=True, slots=True)
class Meaning:
    word: str = ""  # "stop", "start", "help"
    may_want_out: bool = False


def meaning_of(body: str) -> Meaning:
    words = normalized(body)
    if word := WORDS.get("".join(words)):  # also of “opt out” and “S.T.O.P”
        return Meaning(word)
    pairs = (a + b for a, b in pairwise(words))
    return Meaning(may_want_out=not STOP.isdisjoint([*words, *pairs]))


def normalized(body: str) -> list[str]:
    """The words, folded: without signs, emoji and accents."""
    folded = unicodedata.normalize("NFKD", body[:LONGEST].casefold())
    bare = (c for c in folded if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare).split()
