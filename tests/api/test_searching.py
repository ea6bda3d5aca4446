from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from api import keys
from audiences.models import Audience
from contacts.models import Field
from tests.api.conftest import ApiClient
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupFactory,
    TagFactory,
)


def names(found: Any) -> list[str]:
    return [each["email_address"].partition("@")[0] for each in found["members"]]


def search(api: ApiClient, query: str, more: str = "") -> tuple[list[str], list[str]]:
    said = api.get(f"/search-members?query={quote(query)}{more}")
    for found in (said["exact_matches"], said["full_search"]):
        assert found["total_items"] == len(found["members"])
    return names(said["exact_matches"]), names(said["full_search"])


def test_members_are_found_by_address_and_by_parts_of_names(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="anna@example.com")
    ContactFactory.create(
        audience=audience, email="bo@example.com", first_name="Johanna"
    )
    ContactFactory.create(email="anna@example.com")

    assert search(api, "Anna@Example.com") == (["anna"], ["anna"])
    assert search(api, "anna") == ([], ["anna", "bo"])
    assert search(api, "nobody") == ([], [])
    assert search(api, " ") == ([], [])
    assert search(api, "%_'\\") == ([], [])


def test_one_list_or_all_of_them_are_searched(
    api: ApiClient, audience: Audience
) -> None:
    other = AudienceFactory.create(account=audience.account)
    for each in (audience, other):
        ContactFactory.create(audience=each, email="anna@example.com")

    assert search(api, "anna@example.com")[0] == ["anna", "anna"]
    found = api.get(f"/search-members?query=anna&list_id={other.public_id}")
    assert [each["list_id"] for each in found["full_search"]["members"]] == [
        other.public_id
    ]
    problem = api.refused("GET", "/search-members?query=anna&list_id=zz")
    assert problem["status"] == 404


def test_a_narrowed_key_finds_nobody_elsewhere(audience: Audience) -> None:
    other = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=other, email="anna@example.com")
    key, text = keys.make(
        *(audience.account,),
        name="N",
        role=Role.VIEWER,
        owner=None,
        audiences=[audience],
    )

    assert search(ApiClient(key, text), "anna") == ([], [])


def test_only_so_many_are_told_but_all_are_counted(
    api: ApiClient, audience: Audience
) -> None:
    for number in range(32):
        ContactFactory.create(audience=audience, email=f"p{number}@example.com")

    found = api.get("/search-members?query=example")["full_search"]

    assert (len(found["members"]), found["total_items"]) == (30, 32)


def test_a_query_is_needed(api: ApiClient, audience: Audience) -> None:
    problem = api.refused("GET", "/search-members")

    assert "query" in problem["errors"][0]["message"]


def test_the_whole_address_is_found_in_every_list_by_as_many_queries_as_in_one(
    api: ApiClient, audience: Audience
) -> None:
    email, other = "anna@example.com", "bo@example.com"
    people = [ContactFactory.create(audience=audience, email=e) for e in (email, other)]
    for each in AudienceFactory.create_batch(40, account=audience.account):
        people += [ContactFactory.create(audience=each, email=email)]

    def cost(query: str, n: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = api.get(f"/search-members?query={query}")["exact_matches"]
        assert (len(found["members"]), found["total_items"]) == (min(n, 30), n)
        return len(queries)

    cost(other, 1)  # the use of the key is noted once
    assert cost(email, 41) == cost(other, 1)


def test_what_is_found_stands_in_the_order_of_the_lists(
    api: ApiClient, audience: Audience
) -> None:
    second, first = (
        AudienceFactory.create(account=audience.account, position=n) for n in (2, 1)
    )
    audience.position = 3
    audience.save(update_fields=["position"])
    for each in (audience, first, second):
        ContactFactory.create(audience=each, email="anna@example.com")
        ContactFactory.create(audience=each, email="johanna@example.com")

    found = api.get("/search-members?query=anna")["full_search"]["members"]

    assert [each["list_id"] for each in found] == [
        each.public_id for each in (first, second, audience) for _two in range(2)
    ]


def test_each_member_is_told_with_the_fields_and_tags_of_their_own_list(
    api: ApiClient, audience: Audience
) -> None:
    other = AudienceFactory.create(account=audience.account)
    here, there = (
        Field.objects.create(audience=each, type="text", tag=tag, label=tag)
        for each, tag in ((audience, "HERE"), (other, "THERE"))
    )
    GroupFactory.create(audience=other)
    for each, field in ((audience, here), (other, there)):
        tag = TagFactory.create(audience=each, name=field.tag)
        ContactFactory.create(
            audience=each,
            email="anna@example.com",
            tag_ids=[tag.pk],
            fields={field.key: "x"},
        )

    found = api.get("/search-members?query=anna@example.com")["exact_matches"]

    for told in found["members"]:
        path = f"/lists/{told['list_id']}/members/{told['id']}"
        assert told == api.get(path)
    assert [each["tags"][0]["name"] for each in found["members"]] == ["HERE", "THERE"]
