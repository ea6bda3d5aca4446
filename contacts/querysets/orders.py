"""What a list of contacts can be sorted by, and how that is said in SQL.

Whoever lacks the value stands last in either direction; whoever has the same is told
apart by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Collate, Left, NullIf
from django.db.models.lookups import Exact

from contacts.keys import MOMENT, NUMBER, WHOLE, WORDS, Key, Kind

LETTERS = 80  # of a text: as many as the table shows
DOUBLE = models.FloatField()


class Fold(models.Func):
    """As `contacts_fold`, which is no part of the statement but a call for each row:
    five times as slow.
    """

    template = (
        "lower(public.unaccent('public.unaccent'::regdictionary, %(expressions)s))"
    )
    output_field = models.TextField()


class Rank(models.Func):
    """Where a text stands among some, or after them; NULL for none.

    An object has its names in an order of its own, so that one of hundreds is found in
    a few steps.
    """

    template = "NULLIF(COALESCE((%(expressions)s)::int, %(others)s), -1)"
    arg_joiner = " -> "
    output_field = models.IntegerField()

    def __init__(self, of: Any, among: Iterable[str]) -> None:
        ranks = {text: place for place, text in enumerate(among)} | {"": -1}
        text = Coalesce(of, Value(""), output_field=models.TextField())
        super().__init__(
            *(Value(ranks, models.JSONField()), text), others=str(len(ranks))
        )


@dataclass(frozen=True, slots=True)
class Order:
    key: Callable[[], Combinable | models.Func]  # NULL for a blank
    kind: Kind
    falls: bool = False  # it is sorted by from the largest at first
    walked: bool = False  # an index has this order, and nobody lacks the value

    def key_of(self, text: str) -> Key | None:
        """The key that a text in a URL stands for, or None when it is no key."""
        key = self.kind.key_of(text)
        return None if key and key.value is None and self.walked else key


@dataclass(frozen=True, slots=True)
class Sort:
    order: Order
    descending: bool = False
    backward: bool = False  # read from the end

    def backwards(self) -> Self:
        return replace(self, backward=not self.backward)

    def order_by(self) -> str:
        way = "DESC" if self._is_falling else "ASC"
        blanks = f" NULLS {'FIRST' if self.backward else 'LAST'}"
        return f'"key" {way}{"" if self.order.walked else blanks}, "pk" {way}'

    def follows(self, key: Key | None) -> tuple[str, list[Any]]:
        """The condition that a row comes after the one with this key.

        Compared as one row, so that the index is entered at the very place even where
        a whole import shares its moment.
        """
        sign = "<" if self._is_falling else ">"
        if key is None:
            return "true", []
        if key.value is None:
            ends = "NOT NULL OR" if self.backward else "NULL AND"
            return f'"key" IS {ends} "pk" {sign} %s', [key.pk]
        row = f'("key", "pk") {sign} (%s, %s)'
        if self.order.walked or self.backward:
            return row, [*key]
        return f'{row} OR "key" IS NULL', [*key]

    @property
    def _is_falling(self) -> bool:
        return self.descending != self.backward


def texts(name: str) -> Order:
    """By text as people look for it: whatever its case and accents."""
    return Order(lambda: _text(Fold(Left(_value(name), LETTERS))), WORDS)


def codes(name: str) -> Order:
    """By text that is written in one way only: dates, phone numbers, names of zones."""
    return Order(lambda: _text(_value(name)), WORDS)


def ranks(name: str, among: Callable[[], Iterable[str]]) -> Order:
    """In the order in which `among` names the values; unknown ones after them."""
    return Order(lambda: Rank(_value(name), among()), WHOLE)


def statuses(among: Iterable[str]) -> Order:
    """As `ranks`; whoever is archived stands after them."""
    archived = When(archived_at__isnull=False, then=Value("archived"))
    status = Case(archived, default=F("status"))
    return Order(lambda: Rank(status, among), WHOLE)


def numbers(name: str) -> Order:
    """By a number in JSON; what is none is a blank."""
    type_of = models.Func(F(name), function="jsonb_typeof")
    is_number = When(Exact(type_of, Value("number")), then=Cast(KT(name), DOUBLE))
    return Order(lambda: Case(is_number), NUMBER)


def amounts(name: str) -> Order:
    """By a column of whole numbers or of yes and no, the most first."""
    return Order(lambda: Cast(name, models.IntegerField()), WHOLE, falls=True)


def moments(name: str, *, walked: bool = False) -> Order:
    return Order(lambda: F(name), MOMENT, falls=True, walked=walked)


def _value(name: str) -> Any:
    return KT(name) if name.startswith("fields__") else F(name)


def _text(of: Any) -> models.Func:
    return NullIf(Collate(Left(of, LETTERS), "C"), Value(""))


EMAIL = Order(lambda: F("email"), WORDS, walked=True)
ADDED = moments("created_at", walked=True)
NEWEST = Sort(ADDED, descending=True)
