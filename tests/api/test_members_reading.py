from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.models import Contact, Note
from tests.api.conftest import ApiClient
from tests.api.members import hash_of, path_of
from tests.factories import (
    ContactFactory,
    TagFactory,
)

EMAIL = "anna.o+news@example.com"
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture
def contact(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


def emails(api: ApiClient, audience: Audience, query: str = "") -> list[str]:
    """The first parts of the addresses on the page, with a check of its total."""
    said = api.get(f"{path_of(audience)}?count=100&{query}")
    assert said["total_items"] == len(said["members"])
    return [each["email_address"].partition("@")[0] for each in said["members"]]


def test_a_member_is_found_by_hash_id_and_address(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    names = [
        hash_of(EMAIL),
        hash_of(EMAIL).upper(),
        contact.public_id.hex,
        str(contact.public_id),
        EMAIL,
        quote(EMAIL.upper(), safe=""),
    ]

    for name in names:
        assert api.get(f"{path_of(audience)}/{name}")["web_id"] == contact.pk


@pytest.mark.parametrize(
    "name", ["0" * 32, "x", "nobody@example.com", "@", "a@b@c", "%00", "1" * 5000, "é"]
)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_nobody_is_not_found(
    api: ApiClient, audience: Audience, contact: Contact, name: str, method: str
) -> None:
    body: dict[str, Any] | None = {} if method == "PATCH" else None

    problem = api.refused(method, f"{path_of(audience)}/{name}", body)

    assert problem["status"] == 404


def test_who_is_on_another_list_is_not_found_here(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create(email=EMAIL)

    assert api.refused("GET", path_of(audience, EMAIL))["status"] == 404


def test_an_address_is_called_the_same_on_every_list(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    name = api.get(path_of(audience, EMAIL))["unique_email_id"]

    found = emails(api, audience, f"unique_email_id={name}")

    assert len(name) == 10
    assert found == ["anna.o+news"]
    for other in ("0123456789", "x", name[:9], "%ff"):
        assert emails(api, audience, f"unique_email_id={other}") == []


def test_what_is_noted_last_is_told(
    api: ApiClient, audience: Audience, contact: Contact, alice: User
) -> None:
    for text in ("First", "Last", "Deleted"):
        note = Note.objects.create(
            audience=audience,
            contact=contact,
            author=alice,
            text=text,
            created_at=timezone.now(),
        )
    Note.objects.filter(pk=note.pk).update(deleted_at=timezone.now())

    said = api.get(path_of(audience, EMAIL))["last_note"]

    assert (said["note"], said["created_by"]) == ("Last", "Alice")


def test_tags_are_counted_and_the_first_fifty_shown(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    tags = TagFactory.create_batch(52, audience=audience)
    audience.tags.filter(pk=tags[0].pk).update(deleted_at=timezone.now())
    audience.contacts.update(tag_ids=[tag.pk for tag in tags])

    said = api.get(path_of(audience, EMAIL))

    assert (said["tags_count"], len(said["tags"])) == (51, 50)
    assert said["tags"][0] == {"id": tags[1].pk, "name": tags[1].name}


def test_a_time_zone_says_how_far_it_is(api: ApiClient, audience: Audience) -> None:
    ContactFactory.create(
        audience=audience, email=EMAIL, time_zone="Europe/Oslo", country="NO"
    )

    place = api.get(path_of(audience, EMAIL))["location"]

    assert (place["timezone"], place["country_code"]) == ("Europe/Oslo", "NO")
    assert (place["gmtoff"], place["dstoff"]) == (1, 2)


def test_every_member_has_links(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    (said,) = api.get(path_of(audience))["members"]

    links = {link["rel"]: link for link in said["_links"]}
    assert set(links) == {
        *("self", "parent", "update", "upsert", "delete", "activity", "notes"),
        *("events", "delete_permanent"),
    }
    assert links["self"]["href"].endswith(f"/3.0{path_of(audience, EMAIL)}")
    assert links["notes"]["href"].endswith("/notes")
    assert links["parent"]["href"].endswith(path_of(audience))


def test_parts_of_a_page_can_be_asked_for(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    said = api.get(f"{path_of(audience)}?fields=members.id,members.merge_fields.FNAME")

    assert said == {"members": [{"id": hash_of(EMAIL), "merge_fields": {"FNAME": ""}}]}
