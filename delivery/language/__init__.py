"""The language of messages: merge tags, choices, and a program that renders them.

`read` a text, `bind` it to what an audience knows, build a `program`, and let it write
for each person. The language is told in `docs/merge-tags.md`.
"""

from delivery.language.binding import bind
from delivery.language.bound import Bound
from delivery.language.programs import (
    Program,
    as_header,
    as_html,
    as_text,
    program,
)
from delivery.language.reading import read
from delivery.language.tree import Problem, Text
from delivery.language.vocabulary import NOTHING, Facts, Needs, Vocabulary, folded

__all__ = [
    "NOTHING",
    "Bound",
    "Facts",
    "Needs",
    "Problem",
    "Program",
    "Text",
    "Vocabulary",
    "as_header",
    "as_html",
    "as_text",
    "bind",
    "folded",
    "program",
    "read",
]
