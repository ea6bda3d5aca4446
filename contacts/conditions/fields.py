"""The audience's own fields, each asked in the ways of its type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, TextField, Value
from django.db.models.fields.json import KT
from django.utils.translation import pgettext

from conditions.subjects import Subject
from contacts.conditions import birthdays, choosing, days, texts
from contacts.conditions.birthdays import BIRTHDAY_WAYS
from contacts.conditions.choosing import choice_ways
from contacts.conditions.days import DATE_WAYS
from contacts.conditions.numbers import NUMBER_WAYS, NumberIn
from contacts.conditions.shapes import day_of
from contacts.conditions.texts import (
    FILLED_WAYS,
    HELD_WAYS,
    KNOWN_WAYS,
    TEXT_WAYS,
)
from contacts.conditions.ways import FIELDS, IDENTITY, Asked, Way, quoted
from contacts.values.places import PARTS

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Field


def of_fields(audience: Audience) -> Iterable[Subject]:
    for field in audience.fields.present().in_order():
        if not field.is_email:
            yield of_field(field)


def of_field(field: Field) -> Subject:
    expression, ways = _asked(field)

    def held(contact: Any) -> str:
        return field.in_words(field.value_of(contact))

    def words(op: str, value: Any) -> str:
        if value is None:
            return ""
        match field.type:
            case "date":
                return days.in_words(op, value)
            case "birthday":
                return birthdays.in_words(op, value)
            case "number":
                return field.in_words(value)
            case "radio" | "dropdown":
                return choosing.in_words(op, _choices(field), value)
        return quoted(value)

    key = field.column or field.key
    # What everybody has stands with what they are; the audience's own by themselves.
    section = IDENTITY if field.column else FIELDS
    what = pgettext("whose field", "%(label)s") % {"label": field.label}
    named = (key, field.label, what, section)
    return Asked(*named, expression, ways, held, words)


def _asked(field: Field) -> tuple[Any, tuple[Way, ...]]:
    text = F(field.column) if field.column else KT(f"fields__{field.key}")
    if field.has_choices:
        return text, choice_ways(lambda: _choices(field)) + HELD_WAYS
    match field.type:
        case "number":
            return NumberIn("fields", field.key), NUMBER_WAYS + KNOWN_WAYS
        case "date":
            return day_of(text), DATE_WAYS + HELD_WAYS
        case "birthday":
            return text, BIRTHDAY_WAYS + HELD_WAYS
        case "address":
            return Whole(field.key), TEXT_WAYS + FILLED_WAYS
    return text, TEXT_WAYS + FILLED_WAYS


def indexed_as(field: Field) -> Any:
    """What an index has to hold for the ways that say `by_index`; None for no such.

    To the letter what their tests compare, or no index is used.
    """
    expression, _ways = _asked(field)
    if field.type == "address":
        return None
    if field.has_choices or field.type in {"number", "date", "birthday"}:
        return expression
    return texts.lower(expression)


def _choices(field: Field) -> dict[str, str]:
    return {choice: choice for choice in field.choices}


class Whole(Func):
    """All parts of an address in one text; empty where there is none."""

    function = "concat_ws"
    output_field = TextField()

    def __init__(self, key: str) -> None:
        parts = [KT(f"fields__{key}__{part}") for part in PARTS]
        super().__init__(Value(" "), *parts)
