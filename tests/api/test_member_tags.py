from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Contact
from events.models import Event
from tests.api.conftest import ApiClient
from tests.api.members import counts, names_of, path_of
from tests.factories import ContactFactory, TagFactory

EMAIL = "anna@example.com"


@pytest.fixture
def contact(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


def change(api: ApiClient, audience: Audience, body: Any) -> None:
    response = api.send("POST", path_of(audience, EMAIL, "/tags"), body)
    assert (response.status_code, response.content) == (204, b"")


def tags(*names: str, status: str = "active") -> list[dict[str, str]]:
    return [{"name": name, "status": status} for name in names]


def test_tags_are_given_and_taken_at_once(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    old = TagFactory.create(audience=audience, name="Old")
    change(api, audience, {"tags": tags("old")})

    change(
        *(api, audience),
        {"tags": [*tags("New", "Other"), *tags("OLD", "None", status="inactive")]},
    )

    said = api.get(path_of(audience, EMAIL, "/tags"))
    assert [tag["name"] for tag in said["tags"]] == ["New", "Other"]
    assert said["total_items"] == 2
    assert all(tag["date_added"] for tag in said["tags"])
    assert names_of(contact) == [
        *("tag.added", "tag.added", "tag.added", "tag.removed"),
    ]
    assert str(old.pk) not in counts(audience, "tag")
    assert not audience.tags.filter(name="None").exists()


def test_no_tags_are_no_error(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    change(api, audience, {"tags": []})

    assert names_of(contact) == []


def test_of_a_tag_that_is_named_twice_the_last_word_counts(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    change(
        *(api, audience),
        {"tags": [*tags("A"), *tags("a", status="inactive"), *tags("B", "b")]},
    )

    said = api.get(path_of(audience, EMAIL, "/tags"))
    assert [tag["name"].lower() for tag in said["tags"]] == ["b"]


@pytest.mark.parametrize("syncing", [False, True])
def test_synchronizing_is_written_down(
    *, api: ApiClient, audience: Audience, contact: Contact, syncing: bool
) -> None:
    change(api, audience, {"tags": tags("A"), "is_syncing": syncing})

    said = Event.objects.get(audience=audience).properties
    assert said.get("syncing", False) is syncing


def test_tags_come_in_pages(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    change(api, audience, {"tags": tags("A", "B", "C")})

    said = api.get(path_of(audience, EMAIL, "/tags?count=1&offset=1"))

    assert [tag["name"] for tag in said["tags"]] == ["B"]
    assert said["total_items"] == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"null", ""),
        ({}, ""),
        ({"tags": None}, "tags"),
        ({"tags": ["A"]}, "tags.0"),
        ({"tags": [{"name": "A"}]}, "tags.0"),
        ({"tags": [{"name": "A", "status": "on"}]}, "tags.0.status"),
        ({"tags": [{"name": None, "status": "active"}]}, "tags.0.name"),
        ({"tags": [{"name": "x" * 101, "status": "active"}]}, "tags"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    api: ApiClient, audience: Audience, contact: Contact, body: Any, field: str
) -> None:
    problem = api.refused("POST", path_of(audience, EMAIL, "/tags"), body)

    assert problem["errors"][0]["field"] == field
    assert not audience.tags.exists()


def test_tags_are_found_by_the_letters_they_begin_with(
    api: ApiClient, audience: Audience
) -> None:
    for name in ("Fair 2026", "fairytale", "County fair", "100%", "100 miles"):
        TagFactory.create(audience=audience, name=name)
    TagFactory.create(name="Fair elsewhere")
    path = f"/lists/{audience.public_id}/tag-search"

    def found(query: str) -> list[str]:
        said = api.get(f"{path}{query}")
        assert said["total_items"] == len(said["tags"])
        return [tag["name"] for tag in said["tags"]]

    assert found("?name=FAIR") == ["Fair 2026", "fairytale"]
    assert found("?name=100%25") == ["100%"]
    assert found("?name=zz") == []
    assert len(found("")) == len(found("?name=")) == 5
