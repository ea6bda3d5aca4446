"""Merge fields, as clients of the API know the fields of an audience."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from api.countries import NUMBERS
from api.links import Link, Links
from api.merge_fields import Numbered
from audiences.models import Audience
from contacts.models import Field
from contacts.values.dates import DAY_FIRST, order_of

SHAPES = {
    ("date", DAY_FIRST): "DD/MM/YYYY",
    ("date", "month"): "MM/DD/YYYY",
    ("birthday", DAY_FIRST): "DD/MM",
    ("birthday", "month"): "MM/DD",
}


class MergeFieldOptions(TypedDict):
    size: NotRequired[int]
    choices: NotRequired[list[str]]
    date_format: NotRequired[str]
    default_country: NotRequired[int]
    phone_format: NotRequired[str]


class MergeField(TypedDict):
    merge_id: int
    tag: str
    name: str
    type: str
    required: bool
    default_value: str
    public: bool
    display_order: int
    options: MergeFieldOptions
    help_text: str
    list_id: str
    _links: list[Link]


class MergeFieldPage(TypedDict):
    merge_fields: list[MergeField]
    list_id: str
    total_items: int
    _links: list[Link]


def document(audience: Audience, numbered: Numbered, links: Links) -> MergeField:
    field = numbered.field
    return {
        "merge_id": numbered.number,
        "tag": field.tag,
        "name": field.label,
        "type": field.type,
        "required": field.required,
        "default_value": field.default,
        "public": field.public,
        "display_order": field.position + 1,
        "options": _options(audience, field),
        "help_text": field.help_text,
        "list_id": audience.public_id,
        "_links": _links_of(links, audience, numbered.number),
    }


def page(
    audience: Audience, listed: list[Numbered], total: int, links: Links
) -> MergeFieldPage:
    home = f"/lists/{audience.public_id}"
    here = f"{home}/merge-fields"
    return {
        "merge_fields": [document(audience, field, links) for field in listed],
        "list_id": audience.public_id,
        "total_items": total,
        "_links": [
            links.link("self", "GET", here, "MergeFieldPage"),
            links.link("parent", "GET", home, "List"),
            links.link("create", "POST", here, "MergeField", "MergeFieldCreate"),
        ],
    }


def _options(audience: Audience, field: Field) -> MergeFieldOptions:
    match field.type:
        case "text":
            return {"size": 25}
        case "radio" | "dropdown":
            return {"choices": field.choices}
        case "date" | "birthday":
            order = field.format or order_of(audience.country)
            return {"date_format": SHAPES[field.type, order]}
        case "address":
            return {"default_country": NUMBERS[field.format or audience.country]}
        case "phone":
            national = field.format == Field.Format.NATIONAL
            return {"phone_format": "US" if national else "none"}
        case _:
            return {}


def _links_of(links: Links, audience: Audience, number: int) -> list[Link]:
    parent = f"/lists/{audience.public_id}/merge-fields"
    here = f"{parent}/{number}"
    return [
        links.link("self", "GET", here, "MergeField"),
        links.link("parent", "GET", parent, "MergeFieldPage"),
        links.link("update", "PATCH", here, "MergeField", "MergeFieldChange"),
        links.link("delete", "DELETE", here),
    ]
