"""A bound text as a program: literals encoded once, values for each person.

The same program makes text for a preview or bytes for the wire: it is built with what
encodes a run of text, and its pieces are joined by whoever asked.
"""

from __future__ import annotations

import html
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from delivery.language import bound
from delivery.language.functions import FUNCTIONS
from delivery.language.tree import Kind
from delivery.language.vocabulary import Facts

type Escape = Callable[[str], str]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class _Value[T]:
    name: str
    change: Callable[[str], str] | None
    encode: Callable[[str], T]
    default: T

    def of(self, facts: Facts) -> T:
        text = facts.words.get(self.name)
        if not text:
            return self.default
        return self.encode(self.change(text) if self.change else text)


@dataclass(frozen=True, slots=True)
class _Choice[T]:
    branches: tuple[tuple[bound.Test, Program[T]], ...]
    otherwise: Program[T]

    def chosen(self, facts: Facts) -> Program[T]:
        for test, program in self.branches:
            if holds(test, facts):
                return program
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Program[T]:
    parts: tuple[T | _Value[T] | _Choice[T], ...]

    def write(self, facts: Facts, into: list[T]) -> None:
        """Append what this person reads, piece by piece."""
        for part in self.parts:
            if isinstance(part, _Value):
                into.append(part.of(facts))
            elif isinstance(part, _Choice):
                part.chosen(facts).write(facts, into)
            else:
                into.append(part)


def program[T](
    nodes: Iterable[bound.Node], escape: Escape, encode: Callable[[str], T]
) -> Program[T]:
    """Build what writes these nodes; `escape` makes values fit for where they stand."""
    parts: list[T | _Value[T] | _Choice[T]] = []
    said: list[str] = []

    def settle() -> None:
        if text := "".join(said):
            parts.append(encode(text))
        said.clear()

    for node in nodes:
        if isinstance(node, bound.Said):
            said.append(node.text if node.is_written else escape(node.text))
            continue
        settle()
        if isinstance(node, bound.Own):
            parts.append(_value(node, escape, encode))
        else:
            branches = tuple(
                (branch.test, program(branch.body, escape, encode))
                for branch in node.branches
            )
            otherwise = program(node.otherwise, escape, encode)
            parts.append(_Choice(branches, otherwise))
    settle()
    return Program(tuple(parts))


def holds(test: bound.Test, facts: Facts) -> bool:
    """Whether the test holds for a person; an unknown one for nobody."""
    if test.is_unknown:
        return False
    return _asks(test, facts) is not test.negated


def as_html(text: str) -> str:
    return html.escape(text)


def as_header(text: str) -> str:
    """On one line, whatever it is: nothing can begin another header."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def as_text(text: str) -> str:
    return text


def _value[T](node: bound.Own, escape: Escape, encode: Callable[[str], T]) -> _Value[T]:
    functions = [FUNCTIONS[name] for name in node.functions]

    def change(text: str) -> str:
        for function in functions:
            text = function(text)
        return escape(text)

    if functions:
        return _Value(node.name, change, encode, encode(change(node.default)))
    plain = None if escape is as_text else escape
    return _Value(node.name, plain, encode, encode(escape(node.default)))


# Where the facts say what somebody is in or subscribed to.
HELD = {
    Kind.GROUPS: "groups",
    Kind.SEGMENT: "segments",
    Kind.PREFERENCE: "preferences",
}


def _asks(test: bound.Test, facts: Facts) -> bool:
    if test.kind is not Kind.VALUE:
        return not test.ids.isdisjoint(getattr(facts, HELD[test.kind]))
    value = facts.plain.get(test.name, "")
    if not test.op:
        return bool(value)
    if not value and test.op not in {"=", "!="}:
        return False
    numbers = (_number(value), _number(test.operand))
    if None in numbers:
        return COMPARE[test.op](value.casefold(), test.operand.casefold())
    return COMPARE[test.op](*numbers)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
