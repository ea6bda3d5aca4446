"""Lists: what is told of an audience."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Plan
from audiences.models import Audience, DailyCount
from tests.api.conftest import ApiClient
from tests.factories import AudienceFactory, ContactFactory


def test_a_list_is_told_field_by_field(api: ApiClient, audience: Audience) -> None:
    told = api.get(f"/lists/{audience.public_id}")

    assert [link["rel"] for link in told.pop("_links")] == [
        *("self", "parent", "update", "batch-sub-unsub-members", "delete"),
        *("interest-categories", "members", "merge-fields", "segments"),
    ]
    assert told.pop("date_created").startswith(f"{datetime.now(UTC):%Y-%m-%d}T")
    assert told == {
        "id": audience.public_id,
        "web_id": audience.pk,
        "name": "Newsletter readers",
        "contact": {
            "company": "Fjord Coffee",
            "address1": "",
            "address2": "",
            "city": "Bergen",
            "state": "",
            "zip": "",
            "country": "NO",
            "phone": "",
        },
        "permission_reminder": "You signed up on our website.",
        "use_archive_bar": False,
        "campaign_defaults": {
            "from_name": "Fjord Coffee",
            "from_email": "hello@fjord.example",
            "subject": "",
            "language": "en",
        },
        "notify_on_subscribe": "",
        "notify_on_unsubscribe": "",
        "list_rating": 0,
        "email_type_option": False,
        "subscribe_url_short": "",
        "subscribe_url_long": "",
        "beamer_address": "",
        "visibility": "prv",
        "double_optin": False,
        "has_welcome": False,
        "marketing_permissions": False,
        "modules": [],
        "stats": {
            "member_count": 0,
            "unsubscribe_count": 0,
            "cleaned_count": 0,
            "member_count_since_send": 0,
            "unsubscribe_count_since_send": 0,
            "cleaned_count_since_send": 0,
            "campaign_count": 0,
            "campaign_last_sent": "",
            "merge_field_count": 5,
            "avg_sub_rate": 0,
            "avg_unsub_rate": 0,
            "target_sub_rate": 0,
            "open_rate": 0,
            "click_rate": 0,
            "last_sub_date": "",
            "last_unsub_date": "",
        },
    }


def test_the_counts_are_those_of_now(api: ApiClient, audience: Audience) -> None:
    for status in ("subscribed", "subscribed", "unsubscribed", "cleaned", "pending"):
        ContactFactory.create(audience=audience, status=status)

    path = f"/lists/{audience.public_id}?include_total_contacts=true"
    stats = api.get(path)["stats"]

    counted = ("member_count", "unsubscribe_count", "cleaned_count", "total_contacts")
    assert [stats[name] for name in counted] == [2, 1, 1, 5]


def test_the_last_day_of_a_subscription_is_told(
    api: ApiClient, audience: Audience
) -> None:
    Audience.objects.filter(pk=audience.pk).update(time_zone="Europe/Oslo")
    for day, change in ((1, 5), (2, 3), (3, -1)):
        DailyCount.objects.create(
            audience=audience, day=date(2026, 3, day), key="subscribed", change=change
        )

    stats = api.get(f"/lists/{audience.public_id}")["stats"]

    assert stats["last_sub_date"] == "2026-03-01T23:00:00+00:00"


def test_the_order_of_the_account_is_the_order_of_the_lists(
    api: ApiClient, audience: Audience
) -> None:
    first = AudienceFactory.create(account=audience.account, position=0)
    Audience.objects.filter(pk=audience.pk).update(position=1)

    page = api.get("/lists?fields=lists.id,total_items")

    ids = [{"id": first.public_id}, {"id": audience.public_id}]
    assert page == {"lists": ids, "total_items": 2}


def test_lists_can_come_by_their_age(api: ApiClient, audience: Audience) -> None:
    newer = AudienceFactory.create(account=audience.account, position=0)

    def order(way: str) -> list[str]:
        page = api.get(f"/lists?sort_field=date_created&sort_dir={way}")
        return [each["id"] for each in page["lists"]]

    assert order("DESC") == [newer.public_id, audience.public_id]
    assert order("ASC") == [audience.public_id, newer.public_id]


def test_lists_can_be_those_of_a_time(api: ApiClient, audience: Audience) -> None:
    Audience.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    later = AudienceFactory.create(account=audience.account)

    def between(query: str) -> list[str]:
        return [each["id"] for each in api.get(f"/lists?{query}")["lists"]]

    assert between("since_date_created=2026-01-02T00:00:00Z") == [later.public_id]
    assert between("before_date_created=2026-01-02") == [audience.public_id]
    assert api.refused("GET", "/lists?since_date_created=soon")["status"] == 400


def test_lists_can_be_those_that_hold_an_address(
    api: ApiClient, audience: Audience
) -> None:
    AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=audience, email="ann@example.com")

    page = api.get("/lists?email=Ann@Example.com")

    assert [each["id"] for each in page["lists"]] == [audience.public_id]
    assert page["total_items"] == 1


@pytest.mark.parametrize(
    ("written", "lists"),
    [("Anna@xn--bcher-kva.de", 1), ("anna%40b%C3%BCcher.de", 1), ("anna", 0)],
)
def test_an_address_is_held_however_it_is_written(
    api: ApiClient, audience: Audience, written: str, lists: int
) -> None:
    ContactFactory.create(audience=audience, email="anna@bücher.de")

    assert len(api.get(f"/lists?email={written}")["lists"]) == lists


def test_the_constraints_are_those_of_the_plan(
    api: ApiClient, audience: Audience
) -> None:
    assert api.get("/lists")["constraints"] == {
        "may_create": True,
        "max_instances": -1,
        "current_total_instances": 1,
    }
    Plan.objects.filter(pk=audience.account.plan_id).update(max_audiences=1)
    assert api.get("/lists")["constraints"] == {
        "may_create": False,
        "max_instances": 1,
        "current_total_instances": 1,
    }


@pytest.mark.parametrize("n", [1, 100])
def test_many_lists_cost_as_many_queries_as_one(
    api: ApiClient, audience: Audience, django_assert_num_queries: Any, n: int
) -> None:
    api.get("/ping")
    for _ in range(n - 1):
        AudienceFactory.create(account=audience.account)

    with django_assert_num_queries(8):
        page = api.get("/lists?count=1000")

    assert len(page["lists"]) == n
