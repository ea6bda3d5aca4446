from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from contacts.models import Consent, Field, Source, Suppression
from contacts.suppression import hasher
from tests.api.conftest import ApiClient
from tests.api.members import anna, counts, forget, hash_of, names_of, path_of, the
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)


def test_somebody_new_is_added_and_told(api: ApiClient, audience: Audience) -> None:
    said = api.post(
        path_of(audience), anna(merge_fields={"FNAME": "Anna", "LNAME": "Berg"})
    )

    contact = the(audience)
    assert said["id"] == hash_of("anna@example.com")
    assert said["email_address"] == "Anna@Example.com"
    assert said["contact_id"] == contact.public_id.hex
    assert said["web_id"] == contact.pk
    assert said["list_id"] == audience.public_id
    assert said["full_name"] == "Anna Berg"
    assert (said["status"], said["email_type"]) == ("subscribed", "html")
    assert (said["member_rating"], said["vip"]) == (2, False)
    assert (said["tags"], said["tags_count"]) == ([], 0)
    assert said["merge_fields"] == {
        "FNAME": "Anna",
        "LNAME": "Berg",
        "ADDRESS": "",
        "PHONE": "",
        "BIRTHDAY": "",
    }
    assert said["interests"] == {}
    assert said["location"] == {
        "latitude": 0,
        "longitude": 0,
        "gmtoff": 0,
        "dstoff": 0,
        "country_code": "",
        "timezone": "",
        "region": "",
    }
    assert said["timestamp_signup"] == ""
    assert said["timestamp_opt"] == said["last_changed"] != ""
    assert "last_note" not in said


def test_the_verbs_keep_their_books(api: ApiClient, audience: Audience) -> None:
    api.post(path_of(audience), anna(ip_opt="192.0.2.7", tags=["Fair", "New"]))

    contact = the(audience)
    assert counts(audience) == {"subscribed": 1}
    assert names_of(contact) == [
        "contact.added",
        "contact.subscribed",
        "tag.added",
        "tag.added",
    ]
    consent = Consent.objects.get(audience=audience)
    assert (consent.given, consent.ip) == (True, "192.0.2.7")
    assert consent.source == contact.source


def test_the_source_says_which_key(api: ApiClient, audience: Audience) -> None:
    api.key.name = "Web shop"
    api.key.save()

    said = api.post(path_of(audience), anna())

    source = the(audience).source
    assert said["source"] == "API - Web shop"
    assert source is not None
    assert (source.kind, source.object_id) == (Source.Kind.API, api.key.pk)


def test_a_key_that_was_renamed_is_the_same_source(
    api: ApiClient, audience: Audience
) -> None:
    api.post(path_of(audience), anna())
    api.key.name = "Renamed"
    api.key.save()

    api.post(path_of(audience), anna(email_address="bo@example.com"))

    assert audience.sources.get(kind="api").label == "Renamed"


@pytest.mark.parametrize(
    ("status", "ours", "told", "names"),
    [
        ("subscribed", "subscribed", "subscribed", ["contact.subscribed"]),
        ("unsubscribed", "unsubscribed", "unsubscribed", ["contact.unsubscribed"]),
        ("cleaned", "cleaned", "cleaned", ["contact.cleaned"]),
        ("pending", "pending", "pending", ["contact.pending"]),
        ("transactional", "nonsubscribed", "transactional", []),
    ],
)
def test_somebody_new_comes_in_as_any_status(
    *, api: ApiClient, audience: Audience, status: str, ours: str, told: str, names: Any
) -> None:
    said = api.post(path_of(audience), anna(status=status))

    assert said["status"] == told
    assert the(audience).status == ours
    assert counts(audience) == {ours: 1}
    assert names_of(the(audience)) == ["contact.added", *names]


@pytest.mark.parametrize("archived", [False, True])
def test_who_is_here_is_not_added_again(
    api: ApiClient, audience: Audience, archived: bool
) -> None:
    at = timezone.now() if archived else None
    ContactFactory.create(audience=audience, email="anna@example.com", archived_at=at)

    problem = api.refused("POST", path_of(audience), anna(tags=["X"]))

    assert (problem["status"], problem["title"]) == (400, "Member Exists")
    assert problem["detail"] == (
        "Anna@Example.com is already a list member. Use PUT to insert or update list "
        "members."
    )
    assert not audience.tags.exists()


def test_an_erased_address_is_forgotten(api: ApiClient, audience: Audience) -> None:
    forget(audience, "anna@example.com")

    problem = api.refused("POST", path_of(audience), anna())

    assert (problem["status"], problem["title"]) == (
        400,
        "Forgotten Email Not Subscribed",
    )
    assert problem["detail"].startswith("Anna@Example.com was permanently deleted")
    assert not audience.contacts.exists()


@pytest.mark.parametrize("kind", ["unsubscribed", "cleaned", "complaint"])
@pytest.mark.parametrize("status", ["subscribed", "pending", "transactional"])
def test_a_suppressed_address_is_in_compliance_state(
    api: ApiClient, audience: Audience, kind: str, status: str
) -> None:
    Suppression.objects.create(
        account=audience.account, kind=kind, hash=hasher()("anna@example.com")
    )

    problem = api.refused("POST", path_of(audience), anna(status=status))

    assert problem["title"] == "Member In Compliance State"
    assert problem["detail"] == (
        "Anna@Example.com is in a compliance state due to unsubscribe, bounce, or "
        "compliance review and cannot be subscribed."
    )
    assert not audience.contacts.exists()


def test_a_full_plan_says_so(api: ApiClient, audience: Audience) -> None:
    audience.account.plan = Plan.objects.create(name="Tiny", max_contacts=0)
    audience.account.save()

    problem = api.refused("POST", path_of(audience), anna())

    assert (problem["status"], problem["title"]) == (403, "Forbidden")
    assert "Tiny" in problem["detail"]


def test_unknown_fields_and_tags_are_ignored(
    api: ApiClient, audience: Audience
) -> None:
    said = api.post(
        path_of(audience),
        anna(listId="x", merge_fields={"NOWHERE": "x", "EMAIL": "x@y.zz"}),
    )

    assert "NOWHERE" not in said["merge_fields"]
    assert the(audience).fields == {}


def test_all_that_can_be_told_is_kept(api: ApiClient, audience: Audience) -> None:
    said = api.post(
        path_of(audience),
        anna(
            language="pt_BR",
            vip=True,
            location={"latitude": 60.39, "longitude": 5.32},
            ip_signup="192.0.2.1",
            timestamp_signup="2024-05-01 10:00:00",
            ip_opt="2001:db8::1",
            timestamp_opt="2024-05-02T12:00:00+02:00",
        ),
    )

    assert (said["language"], said["vip"]) == ("pt_BR", True)
    place = said["location"]
    assert (place["latitude"], place["longitude"]) == (60.39, 5.32)
    assert (said["ip_signup"], said["ip_opt"]) == ("192.0.2.1", "2001:db8::1")
    assert said["timestamp_signup"] == "2024-05-01T10:00:00+00:00"
    assert said["timestamp_opt"] == "2024-05-02T10:00:00+00:00"


def test_tags_are_found_whatever_their_case_and_made_when_missing(
    api: ApiClient, audience: Audience
) -> None:
    fair = TagFactory.create(audience=audience, name="Fair")

    said = api.post(path_of(audience), anna(tags=["FAIR", "New", "new", " "]))

    new = audience.tags.get(name__iexact="new")
    assert {tag["id"]: tag["name"] for tag in said["tags"]} == {
        fair.pk: "Fair",
        new.pk: new.name,
    }
    assert said["tags_count"] == 2
    assert counts(audience, "tag") == {str(fair.pk): 1, str(new.pk): 1}


def test_interests_are_joined_and_all_of_them_told(
    api: ApiClient, audience: Audience
) -> None:
    one, two = GroupFactory.create_batch(2, audience=audience)
    GroupFactory.create()

    said = api.post(path_of(audience), anna(interests={one.public_id: True}))

    assert said["interests"] == {one.public_id: True, two.public_id: False}
    assert counts(audience, "group") == {str(one.pk): 1}
    assert names_of(the(audience))[-1] == "group.joined"


def test_of_radio_buttons_the_last_one_stays(
    api: ApiClient, audience: Audience
) -> None:
    category = GroupCategoryFactory.create(audience=audience, kind="radio")
    one, two = GroupFactory.create_batch(2, audience=audience, category=category)

    said = api.post(
        path_of(audience),
        anna(interests={one.public_id: True, two.public_id: True}),
    )

    assert said["interests"] == {one.public_id: False, two.public_id: True}


@pytest.mark.parametrize("value", [None, "", " ", 0])
def test_a_required_field_wants_a_value(
    api: ApiClient, audience: Audience, value: Any
) -> None:
    Field.objects.create(audience=audience, type="text", tag="MUST", required=True)
    fields = {} if value == 0 else {"MUST": value}

    problem = api.refused("POST", path_of(audience), anna(merge_fields=fields))

    assert problem["detail"] == "Your merge fields were invalid."
    assert problem["errors"] == [{"field": "MUST", "message": "Please enter a value"}]


def test_required_fields_can_be_waived(api: ApiClient, audience: Audience) -> None:
    Field.objects.create(audience=audience, type="text", tag="MUST", required=True)

    api.post(f"{path_of(audience)}?skip_merge_validation=true", anna())

    assert audience.contacts.exists()
