"""What clients send of interest categories and interests."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Body

type Kind = Literal["checkboxes", "dropdown", "radio", "hidden"]
type Place = Annotated[int, Field(ge=0, lt=2**31)]


class CategoryCreate(Body):
    title: str
    type: Kind
    display_order: Place | None = None


class CategoryChange(Body):
    title: str | None = None
    type: Kind | None = None
    display_order: Place | None = None


class InterestCreate(Body):
    name: str
    display_order: Place | None = None


class InterestChange(Body):
    name: str | None = None
    display_order: Place | None = None
