"""What the messages of the tests may say, and what is known of their readers."""

from __future__ import annotations

from datetime import date
from typing import Any

from delivery.language import (
    Facts,
    Problem,
    Vocabulary,
    as_header,
    as_html,
    as_text,
    bind,
    program,
    read,
)

VOCABULARY = Vocabulary(
    values={"EMAIL": "", "FNAME": "", "CITY": "town", "AGE": "", "UNSUB": ""},
    constants={"LIST:NAME": "Coffee & more", "LIST:PHONE": ""},
    today=date(2026, 11, 28),
    groups={("taste", "dark roast"): 1, ("taste", "filter"): 2, ("how", "post"): 3},
    segments={"7": 7, "good customers": 7, "8": 8},
    preferences={"monthly letter": 5},
    event=True,
)
ESCAPES = {"html": as_html, "text": as_text, "header": as_header}


def facts(
    *, groups: Any = (), segments: Any = (), preferences: Any = (), **words: str
) -> Facts:
    """Of one person; a word `EVENT_x` is a property of the event."""
    known = {name.replace("EVENT_", "EVENT:"): text for name, text in words.items()}
    return Facts(
        known, known, frozenset(groups), frozenset(segments), frozenset(preferences)
    )


def said(source: str, to: Facts | None = None, where: str = "text") -> str:
    """What somebody reads of a text that has nothing wrong with it."""
    text, problems = rendered(source, to, where)
    assert problems == []
    return text


def rendered(
    source: str, to: Facts | None = None, where: str = "text"
) -> tuple[str, list[Problem]]:
    bound, problems = bind(read(source), VOCABULARY)
    into: list[str] = []
    program(bound.nodes, ESCAPES[where], str).write(to or facts(), into)
    return "".join(into), problems
