"""What clients send of merge fields; what they do not name stays as it is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Body, Many

type Type = Literal[
    "text",
    "number",
    "address",
    "phone",
    "date",
    "url",
    "imageurl",
    "radio",
    "dropdown",
    "birthday",
    "zip",
]
type Place = Annotated[int, Field(ge=0, lt=2**31)]


class Options(Body):
    choices: Many[str] = []
    date_format: str = ""
    default_country: Place = 0  # none of its own
    phone_format: str = ""


class MergeFieldFacts(Body):
    tag: str = ""
    required: bool = False
    default_value: str = ""
    public: bool = True
    display_order: Place = 0
    help_text: str = ""
    options: Options = Options()


class MergeFieldCreate(MergeFieldFacts):
    name: str
    type: Type


class MergeFieldChange(MergeFieldFacts):
    name: str = ""
