from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Contact, Field
from events.models import Event
from tests.api.conftest import ApiClient
from tests.api.members import anna, counts, forget, hash_of, names_of, path_of
from tests.factories import ContactFactory, GroupFactory, TagFactory

EMAIL = "anna@example.com"
UPSERT = {"email_address": EMAIL}


@pytest.fixture
def contact(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL, first_name="Anna")


def kept(contact: Contact) -> Contact:
    contact.refresh_from_db()
    return contact


def test_put_adds_who_is_not_here(api: ApiClient, audience: Audience) -> None:
    said = api.put(path_of(audience, EMAIL), UPSERT | {"status_if_new": "subscribed"})

    assert said["status"] == "subscribed"
    assert counts(audience) == {"subscribed": 1}


def test_put_of_somebody_new_needs_a_status(api: ApiClient, audience: Audience) -> None:
    problem = api.refused("PUT", path_of(audience, EMAIL), UPSERT)

    assert problem["errors"] == [
        {
            "field": "",
            "message": "Required fields were not provided: status_if_new",
        }
    ]
    assert not audience.contacts.exists()


def test_put_of_somebody_new_takes_the_status_if_there_is_no_other(
    api: ApiClient, audience: Audience
) -> None:
    said = api.put(path_of(audience, EMAIL), UPSERT | {"status": "pending"})

    assert said["status"] == "pending"


def test_put_needs_an_address(api: ApiClient, audience: Audience) -> None:
    problem = api.refused("PUT", path_of(audience, EMAIL), {"status": "subscribed"})

    assert problem["errors"][0]["message"] == (
        "Required fields were not provided: email_address"
    )


@pytest.mark.parametrize("status", Contact.Status.values)
def test_put_without_a_status_leaves_it(
    api: ApiClient, audience: Audience, status: str
) -> None:
    contact = ContactFactory.create(audience=audience, email=EMAIL, status=status)

    api.put(
        path_of(audience, EMAIL),
        UPSERT | {"status_if_new": "subscribed", "merge_fields": {"FNAME": "Anna"}},
    )

    assert kept(contact).status == status
    assert contact.first_name == "Anna"


def test_put_merges_fields_and_interests_key_by_key(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    one, two, three = GroupFactory.create_batch(3, audience=audience)
    audience.contacts.update(group_ids=[one.pk, two.pk], last_name="Berg")

    said = api.put(
        path_of(audience, EMAIL),
        UPSERT
        | {
            "merge_fields": {"FNAME": "Anne"},
            "interests": {two.public_id: False, three.public_id: True},
        },
    )

    assert said["full_name"] == "Anne Berg"
    assert said["interests"] == {
        one.public_id: True,
        two.public_id: False,
        three.public_id: True,
    }
    assert names_of(contact) == ["contact.updated", "group.joined", "group.left"]


def test_what_says_nothing_new_leaves_no_trace(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    before = contact.changed_at

    api.put(path_of(audience, EMAIL), anna(merge_fields={"FNAME": "Anna"}, vip=False))

    # The address is spelled otherwise, and nothing else.
    assert names_of(contact) == ["contact.updated"]
    api.put(path_of(audience, EMAIL), anna(merge_fields={"FNAME": "Anna"}, vip=False))
    assert names_of(contact) == ["contact.updated"]
    assert kept(contact).changed_at > before


def test_put_adds_tags_and_takes_none(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    fair = TagFactory.create(audience=audience, name="Fair")
    audience.contacts.update(tag_ids=[fair.pk])

    said = api.put(path_of(audience, EMAIL), UPSERT | {"tags": ["New"]})

    assert [tag["name"] for tag in said["tags"]] == ["Fair", "New"]


def test_patch_changes_what_is_named(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    said = api.patch(path_of(audience, EMAIL), {"vip": True})

    assert (said["vip"], said["full_name"]) == (True, "Anna")
    event = Event.objects.get(audience=audience)
    assert event.properties["fields"] == ["vip"]
    assert event.properties["how"] == "api"


def test_patch_of_nothing_changes_nothing(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    assert api.patch(path_of(audience, EMAIL), {})["full_name"] == "Anna"
    assert names_of(contact) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_another_address_keeps_the_person(
    api: ApiClient, audience: Audience, contact: Contact, method: str
) -> None:
    response = api.send(
        method,
        path_of(audience, EMAIL),
        {"email_address": "Anne@Example.com", "merge_fields": {"FNAME": "Anne"}},
    )

    said = response.json()
    assert said["contact_id"] == contact.public_id.hex
    assert said["id"] == hash_of("anne@example.com")
    assert said["email_address"] == "Anne@Example.com"
    assert said["full_name"] == "Anne"
    assert api.refused("GET", path_of(audience, EMAIL))["status"] == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_address_that_somebody_has_is_refused(
    api: ApiClient, audience: Audience, contact: Contact, method: str
) -> None:
    ContactFactory.create(audience=audience, email="bo@example.com")

    problem = api.refused(
        method,
        path_of(audience, EMAIL),
        {"email_address": "bo@example.com", "merge_fields": {"FNAME": "X"}},
    )

    assert problem["title"] == "Member Exists"
    assert (kept(contact).email, contact.first_name) == (EMAIL, "Anna")


def test_an_address_that_was_erased_is_refused(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    forget(audience, "gone@example.com")

    problem = api.refused(
        "PATCH", path_of(audience, EMAIL), {"email_address": "gone@example.com"}
    )

    assert problem["title"] == "Forgotten Email Not Subscribed"


def test_put_finds_by_the_address_whom_the_path_does_not_name(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    body = UPSERT | {"status_if_new": "subscribed", "vip": True}

    said = api.put(path_of(audience, "other@example.com"), body)

    assert said["contact_id"] == contact.public_id.hex
    assert said["vip"]
    assert audience.contacts.count() == 1


def test_a_required_field_cannot_be_emptied_and_need_not_be_said_again(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    must = Field.objects.create(audience=audience, type="text", tag="M", required=True)
    audience.contacts.update(fields={must.key: "x"})

    api.patch(path_of(audience, EMAIL), {"vip": True})
    problem = api.refused(
        "PATCH", path_of(audience, EMAIL), {"merge_fields": {"M": ""}}
    )

    assert problem["errors"] == [{"field": "M", "message": "Please enter a value"}]
    assert kept(contact).fields == {must.key: "x"}


def test_delete_archives(api: ApiClient, audience: Audience, contact: Contact) -> None:
    api.delete(path_of(audience, EMAIL))

    assert api.get(path_of(audience, EMAIL))["status"] == "archived"
    assert kept(contact).status == "subscribed"
    assert names_of(contact) == ["contact.archived"]
    said = api.put(path_of(audience, EMAIL), UPSERT | {"status": "subscribed"})
    assert said["status"] == "subscribed"


@pytest.mark.parametrize("status", ["pending", "cleaned", "archived"])
def test_who_is_pending_cleaned_or_archived_is_not_archived(
    api: ApiClient, audience: Audience, status: str
) -> None:
    more: dict[str, Any] = {"status": status}
    if status == "archived":
        more = {"archived_at": timezone.now()}
    ContactFactory.create(audience=audience, email=EMAIL, **more)

    response = api.send("DELETE", path_of(audience, EMAIL))

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, PUT"
    problem = api.refused("DELETE", path_of(audience, EMAIL))
    assert problem["title"] == "Method Not Allowed"
    assert problem["detail"].startswith("This list member cannot be removed.")


@pytest.mark.parametrize("body", [b"null", b"{}", b""])
def test_who_is_deleted_for_good_is_gone_and_stays_out(
    api: ApiClient, audience: Audience, contact: Contact, body: bytes
) -> None:
    path = path_of(audience, EMAIL, "/actions/delete-permanent")

    response = api.send("POST", path, body)

    assert (response.status_code, response.content) == (204, b"")
    assert api.refused("GET", path_of(audience, EMAIL))["status"] == 404
    problem = api.refused("POST", path_of(audience), anna())
    assert problem["title"] == "Forgotten Email Not Subscribed"
    assert counts(audience) == {}
    assert not Event.objects.filter(audience=audience).exists()
    entry = AuditEntry.objects.get(verb="contacts.erased")
    assert entry.by == "alice@example.com with the key “A owner”"


def test_who_asks_elsewhere_is_not_forgotten(
    api: ApiClient, audience: Audience, contact: Contact, alice: User
) -> None:
    other = ContactFactory.create(email=EMAIL)
    api.send("POST", path_of(audience, EMAIL, "/actions/delete-permanent"))

    cause = Cause(other.audience, "staff", actor=alice)
    assert other.audience.contacts.filter(pk=other.pk).archive(cause) == 1
