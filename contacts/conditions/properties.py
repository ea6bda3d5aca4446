"""Tests of what events carry: `{"property": "category", "test": {"is": "is", …}}`.

A property that an event does not carry is nothing: it is not what is asked for, does
not contain it, and is never more, less, before or after.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import GreaterThan, IsNull, LessThan
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from conditions.compound import Case, Several, Switch
from conditions.controls import NOTHING, Day, Number, Parts, Words
from conditions.matching import IsNotTrue
from contacts.conditions import texts
from contacts.conditions.numbers import exactly
from contacts.conditions.shapes import day_of, number_of
from contacts.conditions.ways import quoted

if TYPE_CHECKING:
    from conditions.moments import At


class Property(Func):
    """A property of an event as text; NULL where there is none."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()

    def __init__(self, name: str) -> None:
        super().__init__(F("properties"), Value(name))


def number_in(name: str) -> Any:
    """The number that a property is, be it written as a text."""
    return number_of(Property(name))


def day_in(name: str) -> Any:
    """The day that a property is or begins with, as YYYY-MM-DD."""
    return day_of(Property(name))


WORDS = Words()
TESTS = {
    "is": Case(_("is"), WORDS),
    "is_not": Case(_("is not"), WORDS),
    "contains": Case(_("contains"), WORDS),
    "contains_not": Case(_("does not contain"), WORDS),
    "starts": Case(_("starts with"), WORDS),
    "ends": Case(_("ends with"), WORDS),
    "more": Case(_("is more than"), Number()),
    "less": Case(_("is less than"), Number()),
    "before": Case(_("is before"), Day()),
    "after": Case(_("is after"), Day()),
    "exists": Case(_("is there"), NOTHING),
}
WHERE = Several(Parts({"property": WORDS, "test": Switch(TESTS)}), by="property")


def q_of(name: str, test: dict[str, Any], at: At) -> Q:
    """Which events pass a test of one of their properties."""
    op, value = test["is"], test.get("value")
    if op in _OPPOSITES:
        return Q(IsNotTrue(q_of(name, {**test, "is": _OPPOSITES[op]}, at)))
    return _TESTS[op](name, value, at)


def words(where: list[dict[str, Any]]) -> str:
    """The tests in words: “category is “shoes”, price is more than 5”."""
    return ", ".join(_words(row["property"], row["test"]) for row in where)


def _words(name: str, test: dict[str, Any]) -> str:
    op, value = test["is"], test.get("value")
    label = TESTS[op].label
    if value is None:
        return f"{name} {label}"
    if op in {"before", "after"}:
        said = date_format(date.fromisoformat(value), "j F Y")
    else:
        said = quoted(value) if isinstance(value, str) else str(value)
    return f"{name} {label} {said}"


def _text(test: Any) -> Callable[[str, Any, At], Q]:
    return lambda name, value, at: test(Property(name), value, at)


_OPPOSITES = {"is_not": "is", "contains_not": "contains"}
_TESTS: dict[str, Callable[[str, Any, At], Q]] = {
    "is": _text(texts.is_text),
    "contains": _text(texts.contains),
    "starts": _text(texts.starts),
    "ends": _text(texts.ends),
    "more": lambda name, v, at: Q(GreaterThan(number_in(name), exactly(v))),
    "less": lambda name, v, at: Q(LessThan(number_in(name), exactly(v))),
    "before": lambda name, v, at: Q(LessThan(day_in(name), Value(v, TextField()))),
    "after": lambda name, v, at: Q(GreaterThan(day_in(name), Value(v, TextField()))),
    "exists": lambda name, v, at: Q(IsNull(Property(name), False)),
}
