"""Interest categories and interests, as clients know categories and their groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from api.links import Link, Links
from audiences.models import Audience
from contacts.models import Group, GroupCategory


class InterestCategory(TypedDict):
    list_id: str
    id: str
    title: str
    display_order: int
    type: str
    _links: list[Link]


class InterestCategoryPage(TypedDict):
    list_id: str
    categories: list[InterestCategory]
    total_items: int
    _links: list[Link]


class Interest(TypedDict):
    category_id: str
    list_id: str
    id: str
    name: str
    subscriber_count: str
    display_order: int
    _links: list[Link]


class InterestPage(TypedDict):
    interests: list[Interest]
    list_id: str
    category_id: str
    total_items: int
    _links: list[Link]


def category(
    audience: Audience, category: GroupCategory, links: Links
) -> InterestCategory:
    parent = f"/lists/{audience.public_id}/interest-categories"
    here = f"{parent}/{category.public_id}"
    return {
        "list_id": audience.public_id,
        "id": category.public_id,
        "title": category.title,
        "display_order": category.position,
        "type": category.kind,
        "_links": [
            links.link("self", "GET", here, "InterestCategory"),
            links.link("parent", "GET", parent, "InterestCategoryPage"),
            links.link("update", "PATCH", here, "InterestCategory", "CategoryChange"),
            links.link("delete", "DELETE", here),
            links.link("interests", "GET", f"{here}/interests", "InterestPage"),
        ],
    }


def categories(
    audience: Audience, listed: Sequence[GroupCategory], total: int, links: Links
) -> InterestCategoryPage:
    home = f"/lists/{audience.public_id}"
    here = f"{home}/interest-categories"
    return {
        "list_id": audience.public_id,
        "categories": [category(audience, each, links) for each in listed],
        "total_items": total,
        "_links": [
            links.link("self", "GET", here, "InterestCategoryPage"),
            links.link("parent", "GET", home, "List"),
            links.link("create", "POST", here, "InterestCategory", "CategoryCreate"),
        ],
    }


def interest(
    audience: Audience, category_id: str, group: Group, links: Links
) -> Interest:
    """The group is one `with_counts()`."""
    parent = _interests(audience, category_id)
    here = f"{parent}/{group.public_id}"
    return {
        "category_id": category_id,
        "list_id": audience.public_id,
        "id": group.public_id,
        "name": group.name,
        "subscriber_count": str(group.n),
        "display_order": group.position,
        "_links": [
            links.link("self", "GET", here, "Interest"),
            links.link("parent", "GET", parent, "InterestPage"),
            links.link("update", "PATCH", here, "Interest", "InterestChange"),
            links.link("delete", "DELETE", here),
        ],
    }


def interests(
    audience: Audience,
    category_id: str,
    listed: Sequence[Group],
    total: int,
    links: Links,
) -> InterestPage:
    here = _interests(audience, category_id)
    return {
        "interests": [interest(audience, category_id, g, links) for g in listed],
        "list_id": audience.public_id,
        "category_id": category_id,
        "total_items": total,
        "_links": [
            links.link("self", "GET", here, "InterestPage"),
            links.link(
                "parent", "GET", here.removesuffix("/interests"), "InterestCategory"
            ),
            links.link("create", "POST", here, "Interest", "InterestCreate"),
        ],
    }


def _interests(audience: Audience, category_id: str) -> str:
    home = f"/lists/{audience.public_id}/interest-categories"
    return f"{home}/{category_id}/interests"
