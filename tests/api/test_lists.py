"""Lists: what is told of an audience, and how one is made, changed and deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, Plan
from accounts.roles import Role
from api import keys
from audiences.models import Audience, DailyCount, Job
from tests.api.conftest import ApiClient
from tests.factories import AudienceFactory, ContactFactory

NEW: dict[str, Any] = {
    "name": "Regulars",
    "contact": {
        "company": "Fjord Coffee",
        "address1": "Bryggen 7",
        "city": "Bergen",
        "state": "Vestland",
        "zip": "5003",
        "country": "no",
    },
    "permission_reminder": "You asked for it.",
    "campaign_defaults": {
        "from_name": "Maya",
        "from_email": "maya@fjord.example",
        "subject": "",
        "language": "en_US",
    },
    "email_type_option": True,
}


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


def test_a_list_is_made_with_what_is_sent(api: ApiClient) -> None:
    made = api.post("/lists", NEW)

    audience = Audience.objects.get(public_id=made["id"])
    assert made["campaign_defaults"] == {**NEW["campaign_defaults"], "language": "en"}
    assert made["contact"] == {
        **NEW["contact"],
        "country": "NO",
        "address2": "",
        "phone": "",
    }
    assert made["stats"]["merge_field_count"] == 5
    assert audience.account == api.key.account
    entry = AuditEntry.objects.get(verb="audience.created")
    assert entry.actor == api.key.owner


def test_a_list_is_sent_notifications_to_one_address(api: ApiClient) -> None:
    both = {"notify_on_subscribe": "a@fjord.example", "notify_on_unsubscribe": ""}

    made = api.post("/lists", {**NEW, **both})

    assert {name: made[name] for name in both} == both


def test_two_addresses_for_notifications_are_refused(api: ApiClient) -> None:
    two = {
        "notify_on_subscribe": "a@fjord.example",
        "notify_on_unsubscribe": "b@fjord.example",
    }

    problem = api.refused("POST", "/lists", {**NEW, **two})

    assert {error["field"] for error in problem["errors"]} == set(two)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("campaign_defaults.from_email", "no address"),
        ("campaign_defaults.language", "xx"),
        ("contact.country", "Norway and more"),
        ("contact.city", "x" * 101),
        ("contact.company", ""),
        ("name", "x" * 201),
        ("name", "newsletter READERS"),
    ],
)
def test_what_no_page_takes_is_refused_by_the_name_clients_know(
    api: ApiClient, place: str, value: str
) -> None:
    outer, _, inner = place.rpartition(".")
    part = {inner: value}
    body = {**NEW, outer: {**NEW[outer], **part}} if outer else {**NEW, **part}

    problem = api.refused("POST", "/lists", body)

    assert problem["title"] == "Invalid Resource"
    assert [error["field"] for error in problem["errors"]] == [place]
    assert all(error["message"] for error in problem["errors"])


def test_a_plan_without_room_is_a_problem(api: ApiClient, audience: Audience) -> None:
    Plan.objects.filter(pk=audience.account.plan_id).update(max_audiences=1)

    problem = api.refused("POST", "/lists", NEW)

    assert (problem["status"], problem["title"]) == (403, "Forbidden")
    assert "includes 1 audience" in problem["detail"]


def test_a_narrowed_key_sees_the_list_it_makes(audience: Audience) -> None:
    key, text = keys.make(
        *(audience.account,),
        name="Narrow",
        role=Role.MANAGER,
        owner=None,
        audiences=[audience],
    )
    narrow = ApiClient(key, text)

    made = narrow.post("/lists", {**NEW})

    assert narrow.get(f"/lists/{made['id']}")["name"] == "Regulars"


def test_what_is_not_sent_stays(api: ApiClient, audience: Audience) -> None:
    before = api.get(f"/lists/{audience.public_id}")

    changed = api.patch(
        f"/lists/{audience.public_id}",
        {"contact": {"city": "Voss"}, "double_optin": True},
    )

    before["contact"]["city"], before["double_optin"] = "Voss", True
    assert changed == before
    entry = AuditEntry.objects.get(verb="audience.updated")
    assert sorted(entry.details["fields"]) == ["city", "double_opt_in"]


def test_an_empty_change_changes_nothing(api: ApiClient, audience: Audience) -> None:
    before = api.get(f"/lists/{audience.public_id}")

    assert api.patch(f"/lists/{audience.public_id}", {}) == before


def test_a_name_cannot_be_emptied(api: ApiClient, audience: Audience) -> None:
    problem = api.refused("PATCH", f"/lists/{audience.public_id}", {"name": " "})

    assert [error["field"] for error in problem["errors"]] == ["name"]


def test_a_deleted_list_is_gone_and_who_opted_out_is_remembered(
    api: ApiClient, audience: Audience
) -> None:
    api.delete(f"/lists/{audience.public_id}")

    assert api.refused("GET", f"/lists/{audience.public_id}")["status"] == 404
    assert api.get("/lists")["total_items"] == 0
    job = Job.objects.get(audience=audience)
    assert (job.kind, job.params["keep"]) == ("audiences.delete", True)


def test_an_archived_audience_is_a_list_still(
    api: ApiClient, audience: Audience
) -> None:
    earlier = datetime.now(UTC) - timedelta(days=1)
    Audience.objects.filter(pk=audience.pk).update(archived_at=earlier)

    assert api.get("/lists")["total_items"] == 1
