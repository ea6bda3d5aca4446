"""Numbers: who has none is never more, less or equal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, Func, Q, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
)
from django.utils.translation import gettext_lazy as _

from conditions.controls import Control, Number
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from conditions.moments import At


class NumberIn(Func):
    """The number under a key of a JSON column; NULL where there is something else."""

    template = (
        "(CASE WHEN jsonb_typeof(%(expressions)s) = 'number'"
        " THEN (%(expressions)s)::numeric END)"
    )
    output_field = DecimalField()

    def __init__(self, column: str, key: str) -> None:
        super().__init__(KeyTransform(key, column))

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)
        return sql, (*params, *params)  # the key is said twice


def exactly(value: float) -> Any:
    return Value(Decimal(repr(value)), DecimalField())


def _by(lookup: type[Any]) -> Callable[[Any, Any, At], Q]:
    return lambda expression, value, at: Q(lookup(expression, exactly(value)))


def number_ways(control: Control) -> tuple[Way, ...]:
    return (
        Way(
            *("is", _("is"), control),
            clause=_("whose %(what)s is %(value)s"),
            test=_by(Exact),
            by_index=True,
        ),
        Way(
            *("is_not", _("is not"), control, "is"),
            clause=_("whose %(what)s is not %(value)s"),
        ),
        Way(
            *("more", _("is more than"), control),
            clause=_("whose %(what)s is more than %(value)s"),
            test=_by(GreaterThan),
            by_index=True,
        ),
        Way(
            *("at_least", _("is at least"), control),
            clause=_("whose %(what)s is at least %(value)s"),
            test=_by(GreaterThanOrEqual),
            by_index=True,
        ),
        Way(
            *("less", _("is less than"), control),
            clause=_("whose %(what)s is less than %(value)s"),
            test=_by(LessThan),
            by_index=True,
        ),
        Way(
            *("at_most", _("is at most"), control),
            clause=_("whose %(what)s is at most %(value)s"),
            test=_by(LessThanOrEqual),
            by_index=True,
        ),
    )


NUMBER_WAYS = number_ways(Number())
