"""What the value of a field is typed into: one input, or one for each part of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from audiences.countries import country_choices
from contacts.models import Field
from contacts.values import ADDRESS_PARTS, MAX_NAME, MAX_TEXT

LONGEST = {"phone": 40, "zip": 20}
HINTS = {
    "birthday": gettext_lazy("Month and day, as in 11-22."),
    "number": gettext_lazy("With a point before decimals, as in 1234.5."),
}
INPUTS = {
    "date": {"type": "date"},
    "phone": {"type": "tel"},
    "number": {"inputmode": "decimal"},
    "url": {"inputmode": "url"},
    "imageurl": {"inputmode": "url"},
}


def inputs_of(field: Field, held: Any = None) -> dict[str, forms.Field]:
    """The inputs by their names; `held` is what somebody has."""
    name = field.column or field.key
    if field.type != Field.Type.ADDRESS:
        return {name: _input(field, held)}
    return {
        f"{name}-{part}": _part(part, str(label))
        for part, label in ADDRESS_PARTS.items()
    }


def address_in(field: Field, said: Mapping[str, str]) -> dict[str, str] | None:
    """The address that its inputs say together, or None."""
    parts = {part: said.get(f"{field.key}-{part}", "") for part in ADDRESS_PARTS}
    return {part: text for part, text in parts.items() if text} or None


def _part(part: str, label: str) -> forms.Field:
    if part == "country":
        choices = [("", "–"), *country_choices()]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    return forms.CharField(label=label, max_length=MAX_NAME, required=False)


def _input(field: Field, held: Any) -> forms.Field:
    if field.has_choices:
        # What somebody has stays, also where it is no choice any more.
        names = dict.fromkeys([*field.choices, *([held] if held else [])])
        return forms.ChoiceField(
            label=field.label,
            choices=[("", "–"), *((choice, choice) for choice in names)],
            required=False,
            help_text=field.help_text,
        )
    return forms.CharField(
        label=field.label,
        required=field.is_email,
        max_length=MAX_NAME if field.column else LONGEST.get(field.type, MAX_TEXT),
        help_text=field.help_text or HINTS.get(field.type, ""),
        widget=forms.TextInput(attrs=INPUTS.get(field.type, {})),
    )
