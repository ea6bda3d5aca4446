"""Texts: compared without regard to case, letter by letter otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, IntegerField, Q, TextField, Value
from django.db.models.functions import Left, Length, Lower, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan, IsNull
from django.utils.translation import gettext_lazy as _

from conditions.controls import Words
from contacts.conditions.ways import Test, Way

if TYPE_CHECKING:
    from conditions.moments import At


class Small(F):
    """A column that is kept in small letters."""


def lower(expression: Any) -> Any:
    """What is compared of it."""
    return expression if isinstance(expression, Small) else Lower(expression)


def _small(value: str) -> Any:
    return Lower(Value(value, TextField()))


def is_text(expression: Any, value: str, at: At) -> Q:
    return Q(Exact(lower(expression), _small(value)))


def contains(expression: Any, value: str, at: At) -> Q:
    place = StrIndex(lower(expression), _small(value))
    return Q(GreaterThan(place, Value(0, IntegerField())))


def starts(expression: Any, value: str, at: At) -> Q:
    return Q(Exact(Left(lower(expression), Length(_small(value))), _small(value)))


def ends(expression: Any, value: str, at: At) -> Q:
    return Q(Exact(Right(lower(expression), Length(_small(value))), _small(value)))


def _is_filled(expression: Any, value: None, at: At) -> Q:
    return Q(GreaterThan(expression, Value("", TextField())))


def _is_there(expression: Any, value: None, at: At) -> Q:
    return Q(IsNull(expression, False))


TEXT_WAYS = (
    Way(
        *("is", _("is"), Words()),
        clause=_("whose %(what)s is %(value)s"),
        test=is_text,
        by_index=True,
    ),
    Way(
        *("is_not", _("is not"), Words(), "is"),
        clause=_("whose %(what)s is not %(value)s"),
    ),
    Way(
        *("contains", _("contains"), Words()),
        clause=_("whose %(what)s contains %(value)s"),
        test=contains,
    ),
    Way(
        *("contains_not", _("does not contain"), Words(), "contains"),
        clause=_("whose %(what)s does not contain %(value)s"),
    ),
    Way(
        *("starts", _("starts with"), Words()),
        clause=_("whose %(what)s starts with %(value)s"),
        test=starts,
    ),
    Way(
        *("ends", _("ends with"), Words()),
        clause=_("whose %(what)s ends with %(value)s"),
        test=ends,
    ),
)


def _known_ways(test: Test, *, by_index: bool) -> tuple[Way, ...]:
    return (
        Way(
            *("filled", _("is known")),
            clause=_("whose %(what)s is known"),
            test=test,
            by_index=by_index,
        ),
        Way(
            *("blank", _("is not known")),
            negates="filled",
            clause=_("whose %(what)s is not known"),
        ),
    )


# Of texts that may be empty or NULL where nothing is known; of those that are compared
# as they are, whatever the letters; and of numbers.
FILLED_WAYS = _known_ways(_is_filled, by_index=False)
HELD_WAYS = _known_ways(_is_filled, by_index=True)
KNOWN_WAYS = _known_ways(_is_there, by_index=True)
