"""Every document and every item of one has links, and all of them lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from api.urls import api as service
from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.api.test_constant import COLLECTIONS, EMAIL, furnish
from tests.factories import ContactFactory, GroupCategoryFactory, TagFactory


def pages(api: ApiClient, audience: Audience) -> Iterator[tuple[str, Any, list[Any]]]:
    """Each collection with one thing at least: its path, its page, and its items."""
    anna = ContactFactory.create(audience=audience, email=EMAIL, first_name="Anna")
    category = GroupCategoryFactory.create(audience=audience)
    tag = TagFactory.create(audience=audience)
    furnish(api, anna, category, tag, 1)
    ids = {
        "list_id": audience.public_id,
        "name": EMAIL,
        "interest_category_id": category.public_id,
        "segment_id": tag.pk,
    }
    for path, (where, _most) in COLLECTIONS.items():
        page = api.get(f"{path.format(**ids)}?query=Anna")
        items = page[where]
        yield path, page, items["members"] if isinstance(items, dict) else items


def links_of(document: Any) -> Iterator[dict[str, str]]:
    """Those of the document and of all that is in it."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from value if name == "_links" else links_of(value)
    elif isinstance(document, list):
        for each in document:
            yield from links_of(each)


def test_every_page_and_every_item_has_links(
    api: ApiClient, audience: Audience
) -> None:
    for path, page, items in pages(api, audience):
        assert page["_links"], path
        assert items, path
        assert all(item["_links"] for item in items), path


def test_all_links_lead_to_what_they_say(api: ApiClient, audience: Audience) -> None:
    description = service.get_openapi_schema(path_prefix="/")
    schemas = set(description["components"]["schemas"])
    documents = [api.get("/"), *(page for _path, page, _items in pages(api, audience))]

    links = [link for each in documents for link in links_of(each)]

    named = {
        link[kind].rpartition("/")[2]
        for link in links
        for kind in ("targetSchema", "schema")
        if kind in link
    }
    assert named <= schemas
    read = {link["href"] for link in links if link["method"] == "GET"}
    for href in sorted(read):
        path = urlsplit(href).path.removeprefix("/3.0")
        needed = "?query=Anna" if path == "/search-members" else ""
        assert api.get(f"{path}{needed}"), path


def test_links_are_there_beside_the_fields_that_are_asked_for(
    api: ApiClient, audience: Audience
) -> None:
    """As a program does that takes them out of each item."""
    ContactFactory.create(audience=audience, email=EMAIL)

    page = api.get(f"{path_of(audience)}?fields=members.id,members._links")

    (item,) = page["members"]
    del item["_links"]
    assert list(item) == ["id"]
