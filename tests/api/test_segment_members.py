from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Tag
from tests.api.conftest import ApiClient
from tests.api.members import hash_of
from tests.factories import ContactFactory, TagFactory


def path_of(audience: Audience, pk: int | None = None, more: str = "") -> str:
    path = f"/lists/{audience.public_id}/segments"
    return path if pk is None else f"{path}/{pk}{more}"


def people(audience: Audience, *names: str, **more: Any) -> list[str]:
    emails = [f"{name}@example.com" for name in names]
    for email in emails:
        ContactFactory.create(audience=audience, email=email, **more)
    return emails


def names_in(said: Any) -> list[str]:
    return [each["email_address"].partition("@")[0] for each in said["members"]]


@pytest.fixture
def tag(audience: Audience) -> Tag:
    """A tag that somebody of each status has, and one who is archived."""
    tag = TagFactory.create(audience=audience, name="Fair")
    for status in ("subscribed", "unsubscribed", "cleaned", "nonsubscribed", "pending"):
        people(audience, status, status=status, tag_ids=[tag.pk])
    people(audience, "archived", archived_at=timezone.now(), tag_ids=[tag.pk])
    people(audience, "other")
    return tag


def test_many_are_tagged_and_untagged_at_once(
    api: ApiClient, audience: Audience, tag: Tag
) -> None:
    said = api.post(
        path_of(audience, tag.pk),
        {
            "members_to_add": [
                *("Other@example.com", "subscribed@example.com", "x@y.zz", "x"),
            ],
            "members_to_remove": ["cleaned@example.com", "z@y.zz"],
        },
    )

    assert [each["email_address"] for each in said["members_added"]] == [
        "other@example.com"
    ]
    assert [each["email_address"] for each in said["members_removed"]] == [
        "cleaned@example.com"
    ]
    assert (said["total_added"], said["total_removed"]) == (1, 1)
    assert said["error_count"] == 2
    assert [each["email_addresses"] for each in said["errors"]] == [
        ["x", "x@y.zz"],
        ["z@y.zz"],
    ]


@pytest.mark.parametrize("name", ["members_to_add", "members_to_remove"])
def test_more_than_five_hundred_are_too_many(
    api: ApiClient, audience: Audience, tag: Tag, name: str
) -> None:
    emails = [f"{n}@x.com" for n in range(501)]

    problem = api.refused("POST", path_of(audience, tag.pk), {name: emails})

    assert problem["errors"][0]["field"] == name


def test_a_member_is_tagged_and_untagged(
    api: ApiClient, audience: Audience, tag: Tag
) -> None:
    path = path_of(audience, tag.pk, "/members")

    said = api.post(path, {"email_address": "OTHER@example.com"})

    assert said["email_address"] == "other@example.com"
    assert names_in(api.get(path)) == ["subscribed", "other"]
    api.delete(f"{path}/{hash_of('other@example.com')}")
    assert names_in(api.get(path)) == ["subscribed"]
    for email in ("nobody@x.com", "x"):
        problem = api.refused("POST", path, {"email_address": email})
        assert problem["errors"][0]["field"] == "email_address"
    assert api.refused("DELETE", f"{path}/{'0' * 32}")["status"] == 404


def test_a_hundred_are_tagged_by_as_many_queries_as_one(
    api: ApiClient, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience)
    emails = people(audience, *(f"p{number}" for number in range(102)))

    def cost(some: list[str]) -> int:
        body = {"members_to_add": some}
        with CaptureQueriesContext(connection) as queries:
            said = api.post(path_of(audience, tag.pk), body)
        assert said["total_added"] == len(some)
        return len(queries)

    cost(emails[:1])  # the use of the key is noted once, and its source made
    assert cost(emails[2:]) == cost(emails[1:2])
