from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Plan
from audiences.models import Audience
from contacts.models import Field
from tests.api.conftest import ApiClient
from tests.api.members import counts, forget, names_of, the
from tests.factories import ContactFactory, GroupCategoryFactory, GroupFactory


def row(name: str = "anna", **more: Any) -> dict[str, Any]:
    return {"email_address": f"{name}@example.com", "status": "subscribed", **more}


def send(
    api: ApiClient, audience: Audience, *rows: Any, query: str = "", **more: Any
) -> Any:
    path = f"/lists/{audience.public_id}{query}"
    return api.post(path, {"members": list(rows), **more})


def errors(said: Any) -> list[tuple[str, str]]:
    assert said["error_count"] == len(said["errors"])
    return [(each["email_address"], each["error_code"]) for each in said["errors"]]


def test_rows_are_added_in_their_order(api: ApiClient, audience: Audience) -> None:
    said = send(
        *(api, audience, row("bo"), row("anna", status="transactional")),
        row("zoe", status="unsubscribed", vip=True),
    )

    assert [each["email_address"] for each in said["new_members"]] == [
        "bo@example.com",
        "anna@example.com",
        "zoe@example.com",
    ]
    assert (said["total_created"], said["total_updated"]) == (3, 0)
    assert errors(said) == []
    assert counts(audience) == {"subscribed": 1, "nonsubscribed": 1, "unsubscribed": 1}
    assert the(audience, "zoe@example.com").vip
    assert names_of(the(audience, "bo@example.com")) == [
        "contact.added",
        "contact.subscribed",
    ]


def test_who_is_here_is_an_error_unless_they_may_be_updated(
    api: ApiClient, audience: Audience
) -> None:
    contact = ContactFactory.create(audience=audience, email="anna@example.com")
    told = row(merge_fields={"FNAME": "Anna"}), row("bo")

    said = send(api, audience, *told)

    assert errors(said) == [("anna@example.com", "ERROR_CONTACT_EXISTS")]
    assert said["total_created"] == 1
    assert names_of(contact) == []

    said = send(api, audience, *told, update_existing=True)

    assert errors(said) == []
    assert (said["total_created"], said["total_updated"]) == (0, 2)
    assert said["updated_members"][0]["full_name"] == "Anna"


def test_a_bad_row_says_why_and_fails_nobody_else(
    api: ApiClient, audience: Audience
) -> None:
    Field.objects.create(audience=audience, type="number", tag="N", label="N")
    forget(audience, "gone@example.com")
    ContactFactory.create(
        audience=audience, email="out@example.com", status="unsubscribed"
    )

    said = send(
        *(api, audience, {"email_address": "nobody"}, {}, row(""), row("good")),
        *(row("gone"), row("out", tags=["X"]), row("no", status=None)),
        *(row("bad", merge_fields={"N": "x"}), row("odd", status="archived")),
        *(row("far", interests={"zz": True}), {"email_address": None}, row("GOOD")),
        row("type", vip="often"),
        update_existing=True,
    )

    assert [each["email_address"] for each in said["new_members"]] == [
        "good@example.com"
    ]
    fields = {each["email_address"]: each["field"] for each in said["errors"]}
    assert fields == {
        "nobody": "email_address",
        "": "",
        "@example.com": "email_address",
        "GOOD@example.com": "email_address",
        "None": "email_address",
        "gone@example.com": "",
        "out@example.com": "",
        "no@example.com": "",
        "bad@example.com": "N",
        "odd@example.com": "status",
        "far@example.com": "interests.zz",
        "type@example.com": "vip",
    }
    assert {each["error_code"] for each in said["errors"]} == {"ERROR_GENERIC"}
    assert all(each["error"] for each in said["errors"])
    assert not audience.tags.exists()


def test_doubles_can_be_passed_over(api: ApiClient, audience: Audience) -> None:
    rows = row(vip=True), row("ANNA", vip=False)

    said = send(api, audience, *rows, query="?skip_duplicate_check=true")

    assert errors(said) == []
    assert the(audience).vip


def test_tags_are_added_and_with_sync_replaced(
    api: ApiClient, audience: Audience
) -> None:
    send(api, audience, row(tags=["A", "B"]), row("bo", tags=["A"]))

    send(api, audience, row(tags=["C"]), update_existing=True)
    assert len(the(audience).tag_ids) == 3

    send(
        *(api, audience, row(tags=["b", "D"]), row("bo")),
        update_existing=True,
        sync_tags=True,
    )
    names = audience.tags.filter(pk__in=the(audience).tag_ids)
    assert set(names.values_list("name", flat=True)) == {"B", "D"}
    assert len(the(audience, "bo@example.com").tag_ids) == 1
    assert sum(counts(audience, "tag").values()) == 3


def test_a_full_plan_keeps_the_new_out_and_lets_the_known_in(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="anna@example.com")
    audience.account.plan = Plan.objects.create(name="Tiny", max_contacts=1)
    audience.account.save()

    said = send(api, audience, row(vip=True), row("bo"), update_existing=True)

    assert (said["total_created"], said["total_updated"]) == (0, 1)
    assert errors(said) == [("bo@example.com", "ERROR_GENERIC")]
    assert "Tiny" in said["errors"][0]["error"]


def test_required_fields_can_be_waived(api: ApiClient, audience: Audience) -> None:
    Field.objects.create(audience=audience, type="text", tag="MUST", required=True)

    assert errors(send(api, audience, row())) == [("anna@example.com", "ERROR_GENERIC")]
    said = send(api, audience, row(), query="?skip_merge_validation=true")
    assert said["total_created"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (None, ""),
        ({}, ""),
        ({"members": None}, "members"),
        ({"members": {"0": {}}}, "members"),
        ({"members": ["x"]}, "members.0"),
        ({"members": [], "update_existing": "perhaps"}, "update_existing"),
        ({"members": [{}] * 501}, "members"),
    ],
)
def test_a_body_that_is_none_is_a_problem(
    api: ApiClient, audience: Audience, body: Any, field: str
) -> None:
    path = f"/lists/{audience.public_id}"

    problem = api.refused("POST", path, b"null" if body is None else body)

    assert problem["errors"][0]["field"] == field


def test_no_rows_are_no_error(api: ApiClient, audience: Audience) -> None:
    said = send(api, audience)

    assert (said["new_members"], said["error_count"]) == ([], 0)


@pytest.mark.parametrize("n", [1, 100, 500])
def test_rows_are_written_by_as_many_statements_as_one(
    *,
    api: ApiClient,
    audience: Audience,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    category = GroupCategoryFactory.create(audience=audience, kind="radio")
    groups = GroupFactory.create_batch(3, audience=audience, category=category)
    statuses = ["subscribed", "unsubscribed", "pending", "cleaned"]
    rows = [
        row(
            f"p{place}",
            status=statuses[place % 4],
            tags=[f"T{place}", "All"],
            interests={groups[place % 3].public_id: True},
            merge_fields={"FNAME": f"Name {place}", "BIRTHDAY": "11/22"},
            ip_opt="192.0.2.1",
        )
        for place in range(n)
    ]
    send(api, audience, *rows[: n // 2])

    with django_assert_max_num_queries(75):
        said = send(api, audience, *rows, update_existing=True)

    assert said["total_created"] + said["total_updated"] == n
    assert errors(said) == []
    assert sum(counts(audience, "group").values()) == n
    assert counts(audience, "tag")[str(audience.tags.get(name="All").pk)] == n


def test_archived_people_come_back_only_with_a_status(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create(
        audience=audience, email="anna@example.com", archived_at=timezone.now()
    )

    send(api, audience, {"email_address": "anna@example.com"}, update_existing=True)
    assert the(audience).archived_at is not None
