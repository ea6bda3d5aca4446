from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from contacts.models import Contact, Note
from tests.api.conftest import ApiClient, client_of
from tests.api.members import hash_of, names_of, path_of
from tests.factories import ContactFactory

EMAIL = "anna@example.com"


@pytest.fixture
def contact(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


@pytest.fixture
def by_alice(contact: Contact, alice: User) -> Note:
    return Note.objects.create(
        audience=contact.audience,
        contact=contact,
        author=alice,
        text="By Alice",
        created_at=timezone.now(),
    )


def path(audience: Audience, more: str = "") -> str:
    return path_of(audience, EMAIL, f"/notes{more}")


def test_a_note_is_written_read_changed_and_deleted(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    said = api.post(path(audience), {"note": "One\r\ntwo "})

    assert said["note"] == "One\ntwo"
    assert said["email_id"] == hash_of(EMAIL)
    assert said["contact_id"] == contact.public_id.hex
    assert said["list_id"] == audience.public_id
    assert said["created_at"] == said["updated_at"] != ""
    assert names_of(contact) == ["note.added"]
    one = path(audience, f"/{said['id']}")
    assert api.get(one) == said
    assert api.patch(one, {"note": "Three"})["note"] == "Three"
    assert api.get(path(audience))["notes"][0]["note"] == "Three"
    api.delete(one)
    assert api.refused("GET", one)["status"] == 404
    assert api.get(path(audience))["total_items"] == 0


def test_notes_come_in_pages_and_orders(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    ids = [api.post(path(audience), {"note": text})["id"] for text in "abc"]
    api.patch(path(audience, f"/{ids[0]}"), {"note": "changed"})

    def listed(query: str) -> list[int]:
        said = api.get(path(audience, f"?{query}"))
        assert said["total_items"] == 3
        return [note["id"] for note in said["notes"]]

    assert listed("") == ids[::-1]
    assert listed("count=1&offset=1") == [ids[1]]
    assert listed("sort_field=note_id&sort_dir=ASC") == ids
    assert listed("sort_field=updated_at")[0] == ids[0]
    assert api.refused("GET", path(audience, "?sort_field=x"))["status"] == 400


@pytest.mark.parametrize(
    "body", [b"null", {}, {"note": None}, {"note": ""}, {"note": " \n"}, {"note": 5}]
)
def test_a_note_says_something(
    api: ApiClient, audience: Audience, contact: Contact, body: Any
) -> None:
    assert api.refused("POST", path(audience), body)["status"] == 400
    assert not audience.notes.exists()


def test_a_note_has_a_thousand_characters(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    api.post(path(audience), {"note": "ø" * 1_000})

    problem = api.refused("POST", path(audience), {"note": "x" * 1_001})

    assert problem["errors"][0]["field"] == "note"


def test_nobody_puts_words_into_the_mouth_of_a_person(
    api: ApiClient, audience: Audience, by_alice: Note
) -> None:
    one = path(audience, f"/{by_alice.pk}")

    assert api.get(one)["created_by"] == "Alice"
    assert api.refused("PATCH", one, {"note": "X"})["status"] == 403
    assert Note.objects.get(pk=by_alice.pk).text == "By Alice"


def test_only_who_governs_deletes_what_a_person_wrote(
    api: ApiClient, audience: Audience, by_alice: Note
) -> None:
    one = path(audience, f"/{by_alice.pk}")
    manager = client_of(audience.account, Role.MANAGER)

    assert manager.refused("DELETE", one)["status"] == 403
    api.delete(one)
    assert api.refused("DELETE", one)["status"] == 404


def test_a_note_about_somebody_else_is_not_found(
    api: ApiClient, audience: Audience, by_alice: Note
) -> None:
    ContactFactory.create(audience=audience, email="bo@example.com")

    other = path_of(audience, "bo@example.com", f"/notes/{by_alice.pk}")

    assert api.refused("GET", other)["status"] == 404
