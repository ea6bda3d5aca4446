"""What clients send of interest categories and interests."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

type Kind = Literal["checkboxes", "dropdown", "radio", "hidden"]
type Place = Annotated[int, Field(ge=0, lt=2**31)]


class CategoryCreate(Schema):
    title: str
    type: Kind
    display_order: Place | None = None


class CategoryChange(Schema):
    title: str | None = None
    type: Kind | None = None
    display_order: Place | None = None


class InterestCreate(Schema):
    name: str
    display_order: Place | None = None


class InterestChange(Schema):
    name: str | None = None
    display_order: Place | None = None
