"""The audience's own fields, each asked in the ways of its type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Collate

from conditions.subjects import Subject, provides
from contacts.conditions import birthdays, days
from contacts.conditions.birthdays import BIRTHDAY_WAYS
from contacts.conditions.choosing import choice_ways, listed
from contacts.conditions.days import DATE_WAYS
from contacts.conditions.numbers import NUMBER_WAYS, NumberIn
from contacts.conditions.texts import FILLED_WAYS, KNOWN_WAYS, TEXT_WAYS
from contacts.conditions.ways import FIELDS, Asked, Way, quoted
from contacts.values.places import PARTS

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Field


@provides
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
                return listed(_choices(field), value)
        return quoted(value)

    key = field.column or field.key
    named = (key, field.label, field.label, FIELDS)
    return Asked(*named, expression, ways, held, words)


def _asked(field: Field) -> tuple[Any, tuple[Way, ...]]:
    if field.column:
        return F(field.column), TEXT_WAYS + FILLED_WAYS
    if field.type == "address":
        return Whole(field.key), TEXT_WAYS + FILLED_WAYS
    expression, ways = _own(field)
    return expression, ways + KNOWN_WAYS


def _own(field: Field) -> tuple[Any, tuple[Way, ...]]:
    text = KT(f"fields__{field.key}")
    if field.has_choices:
        return text, choice_ways(lambda: _choices(field))
    match field.type:
        case "number":
            return NumberIn("fields", field.key), NUMBER_WAYS
        case "date":
            return Collate(text, "C"), DATE_WAYS
        case "birthday":
            return text, BIRTHDAY_WAYS
    return text, TEXT_WAYS


def _choices(field: Field) -> dict[str, str]:
    return {choice: choice for choice in field.choices}


class Whole(Func):
    """All parts of an address in one text; NULL where there is none."""

    function = "concat_ws"
    output_field = TextField()

    def __init__(self, key: str) -> None:
        parts = [KT(f"fields__{key}__{part}") for part in PARTS]
        super().__init__(Value(" "), *parts)
