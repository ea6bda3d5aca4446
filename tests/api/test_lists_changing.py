"""Lists: how one is made, changed and deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import AuditEntry, Plan
from accounts.roles import Role
from api import keys
from audiences import jobs
from audiences.models import Audience, Job
from tests.api.conftest import ApiClient

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
    assert entry.by == "alice@example.com with the key “A owner”"


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
    assert entry.by == "alice@example.com with the key “A owner”"


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
    jobs.work(job, seconds=60)
    entry = AuditEntry.objects.get(verb="audience.deleted")
    assert entry.by == "alice@example.com with the key “A owner”"


def test_an_archived_audience_is_a_list_still(
    api: ApiClient, audience: Audience
) -> None:
    earlier = datetime.now(UTC) - timedelta(days=1)
    Audience.objects.filter(pk=audience.pk).update(archived_at=earlier)

    assert api.get("/lists")["total_items"] == 1


def test_a_change_leaves_the_further_languages_alone(
    api: ApiClient, audience: Audience
) -> None:
    Audience.objects.filter(pk=audience.pk).update(languages=["fr", "nb"])

    api.patch(f"/lists/{audience.public_id}", {"name": "Guests"})

    audience.refresh_from_db()
    assert (audience.name, audience.languages) == ("Guests", ["fr", "nb"])
