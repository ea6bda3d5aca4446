"""Fields of an audience as clients of the API send and number them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.datastructures import MultiValueDict

from api.countries import CODES
from api.filling import flat, refused
from api.problems import invalid, not_found
from api.requests import ApiRequest
from audiences import ordering
from audiences.models import Audience
from contacts.forms.fields import FORMATS, FieldForm
from contacts.forms.saving import saved_field
from contacts.models import Field

NAMES = {
    "name": "label",
    "type": "type",
    "tag": "tag",
    "required": "required",
    "public": "public",
    "default_value": "default",
    "help_text": "help_text",
    "options.choices": "new_choices",
    "options.date_format": "date_format",
    "options.phone_format": "phone_format",
    "options.default_country": "country",
}
SHAPES = {
    "DD/MM/YYYY": Field.Format.DAY_FIRST,
    "DD/MM": Field.Format.DAY_FIRST,
    "MM/DD/YYYY": Field.Format.MONTH_FIRST,
    "MM/DD": Field.Format.MONTH_FIRST,
    "US": Field.Format.NATIONAL,
    "none": "",
}


class Numbered(NamedTuple):
    """A field and its `merge_id`: by age within the audience, the address being 0."""

    number: int
    field: Field


def numbered(audience: Audience) -> list[Numbered]:
    """The fields but the address, in their order.

    Deleted ones keep their numbers, so that no number ever comes to mean another field.
    """
    fields = enumerate(audience.fields.order_by("pk"))
    there = [Numbered(n, f) for n, f in fields if not (f.deleted_at or f.is_email)]
    return sorted(there, key=lambda each: (each.field.position, each.field.pk))


def numbered_as(audience: Audience, number: int) -> Numbered:
    """The field of this number; raises a Problem where there is none."""
    for each in numbered(audience):
        if each.number == number:
            each.field.audience = audience
            return each
    raise not_found()


def create(request: ApiRequest, audience: Audience, sent: dict[str, Any]) -> Numbered:
    position = ordering.next_position(audience.fields.present())
    field = Field(audience=audience, type=sent["type"], position=position)
    _save(request, field, sent)
    return next(each for each in numbered(audience) if each.field.pk == field.pk)


def update(
    request: ApiRequest, audience: Audience, known: Numbered, sent: dict[str, Any]
) -> Numbered:
    tag = sent.get("tag", known.field.tag)
    if known.field.column and tag.strip("*| ").upper() != known.field.tag:
        raise invalid(("tag", "This field keeps its tag"))
    _save(request, known.field, sent)
    return numbered_as(audience, known.number)


def _save(request: ApiRequest, field: Field, sent: dict[str, Any]) -> None:
    news = flat(sent)
    form = FieldForm(_data(field, news), instance=field)
    if not form.is_valid():
        raise refused(form, NAMES)
    wanted = news.get("options.choices", [])
    if set(wanted) == set(field.choices):
        field.choices = wanted  # in the order in which they are sent
    if not saved_field(form, request.key.owner):
        raise refused(form, NAMES)
    if "display_order" in sent:
        rows = field.audience.fields.present()
        ordering.place(rows, field.pk, max(0, sent["display_order"] - 1))


def _data(field: Field, news: dict[str, Any]) -> MultiValueDict[str, Any]:
    """What the form is filled in with: the field as it is, but for what is sent."""
    now = {name: getattr(field, name) for name in FieldForm.Meta.fields}
    now[FORMATS.get(field.type, "date_format")] = field.format
    for path, value in news.items():
        if path in NAMES:
            now[NAMES[path]] = _written(path, value)
    data = {name: [value] for name, value in now.items()}
    if "options.choices" in news:
        data |= _choices(field.choices, news["options.choices"])
    return MultiValueDict(data)


def _written(path: str, value: Any) -> Any:
    """A value as the form has it."""
    match path:
        case "options.date_format" | "options.phone_format":
            return SHAPES.get(value, value)
        case "options.default_country":
            return CODES.get(value, value) if value else ""
    return value


def _choices(before: Sequence[str], wanted: Sequence[str]) -> dict[str, list[Any]]:
    """Those that are not sent any more go, from people as well."""
    kept = [choice for choice in wanted if choice in before]
    gone = [choice for choice in before if choice not in wanted]
    return {
        "was": [*kept, *gone],
        "choice": [*kept, *gone],
        "drop": gone,
        "confirm_removal": ["1"],
        "new_choices": ["\n".join(each for each in wanted if each not in before)],
    }
