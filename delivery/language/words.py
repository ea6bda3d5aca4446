"""What stands inside a merge tag: a value, a test, or the edge of a choice."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from delivery.language.functions import FUNCTIONS
from delivery.language.tree import Kind, Test, Value

VALUE = re.compile(
    r"(?P<name>[A-Z][A-Z0-9_]*(?::[^|]*)?)\s*(?:\|(?P<default>.*))?", re.S
)
COMPARES = re.compile(r"!=|>=|<=|=|>|<")
# Each opens a choice that `*|END:…|*` of the same word closes.
OPENING = {
    "IF": ("IF", Kind.VALUE, False),
    "IFNOT": ("IF", Kind.VALUE, True),
    "INTERESTED": ("INTERESTED", Kind.GROUPS, False),
    "NOTINTERESTED": ("INTERESTED", Kind.GROUPS, True),
    "SEGMENT": ("SEGMENT", Kind.SEGMENT, False),
    "NOTSEGMENT": ("SEGMENT", Kind.SEGMENT, True),
    "PREFERS": ("PREFERS", Kind.PREFERENCE, False),
    "NOTPREFERS": ("PREFERS", Kind.PREFERENCE, True),
}


@dataclass(frozen=True, slots=True)
class Opening:
    word: str
    test: Test


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`*|ELSE:|*`, or `*|ELSEIF:…|*` with its test."""

    test: Test | None


@dataclass(frozen=True, slots=True)
class Ending:
    word: str


type Word = Value | Opening | Otherwise | Ending


def word_of(inner: str, at: int) -> Word | None:
    """What a tag says; None when it is not written as any tag is.

    An editor of HTML may have written `>` as an entity and spaces as others.
    """
    text = html.unescape(inner).replace("\xa0", " ").strip()
    head, colon, rest = text.partition(":")
    if head == "ELSE" and not rest.strip():
        return Otherwise(None)
    if colon and head == "ELSEIF":
        test = _test(Kind.VALUE, rest, at, negated=False)
        return Otherwise(test) if test else None
    if colon and head == "END":
        return Ending(rest.strip())
    if colon and head in OPENING:
        word, kind, negated = OPENING[head]
        test = _test(kind, rest, at, negated=negated)
        return Opening(word, test) if test else None
    return _value(text, at)


def _value(text: str, at: int) -> Value | None:
    functions = []
    while (head := text.partition(":")[0]) in FUNCTIONS and ":" in text:
        functions.append(head)
        text = text[len(head) + 1 :].lstrip()
    found = VALUE.fullmatch(text)
    if not found:
        return None
    default = found["default"] or ""
    return Value(found["name"].strip(), tuple(functions), default.strip(), at)


def _test(kind: Kind, text: str, at: int, *, negated: bool) -> Test | None:
    name, op, operand = text.strip(), "", ""
    if kind is Kind.VALUE and (found := COMPARES.search(name)):
        op, operand = found[0], name[found.end() :]
        name = name[: found.start()].strip()
    elif kind is Kind.GROUPS:
        name, _colon, operand = (part.strip() for part in name.rpartition(":"))
    return Test(kind, name, op, operand.strip(), negated, at) if name else None
