"""Events by the API: reported of one, of many, and read."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from audiences.models import Audience
from contacts.models import Contact
from events.models import Event
from tests.api.conftest import ApiClient, client_of
from tests.api.members import hash_of, path_of
from tests.factories import ContactFactory

EMAIL = "anna@example.com"
AT = (timezone.now() - timedelta(days=19)).replace(microsecond=0)
BOUGHT = {
    "name": "bought",
    "properties": {"item": "Kiambu AA", "n": 2},
    "occurred_at": AT.isoformat(),
}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


def path(audience: Audience) -> str:
    return path_of(audience, EMAIL, "/events")


def reported(audience: Audience) -> list[tuple[str, Any]]:
    events = Event.objects.filter(audience=audience.pk, kind="custom")
    named = events.order_by("id").values_list("name__name", "properties")
    return list(named)


@pytest.mark.parametrize(
    "name", [hash_of(EMAIL), "anna%40example.com"], ids=["hash", "address"]
)
def test_an_event_is_reported_of_a_member(
    api: ApiClient, audience: Audience, anna: Contact, name: str
) -> None:
    path = f"/lists/{audience.public_id}/members/{name}/events"
    response = api.send("POST", path, BOUGHT)

    assert (response.status_code, response.content) == (204, b"")
    assert reported(audience) == [("bought", BOUGHT["properties"])]


def test_events_are_read_latest_first_and_their_properties_as_texts(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    api.send("POST", path(audience), BOUGHT)
    api.send("POST", path(audience), {"name": "looked"})

    page = api.get(f"{path(audience)}?count=1")
    assert [event["name"] for event in page["events"]] == ["looked"]
    assert page["total_items"] == 2
    (event,) = api.get(f"{path(audience)}?offset=1")["events"]
    (link,) = event.pop("_links")
    assert link["rel"] == "parent"
    assert event == {
        "name": "bought",
        "occurred_at": AT.isoformat(),
        "properties": {"item": "Kiambu AA", "n": "2"},
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"properties": {}}, "name"),
        ({"name": "a"}, "name"),
        ({"name": "with space"}, "name"),
        ({"name": "ok", "properties": []}, "properties"),
        ({"name": "ok", "occurred_at": "soon"}, "occurred_at"),
        ({"name": "ok", "occurred_at": "2031-01-01T00:00:00Z"}, "occurred_at"),
        ({"name": "ok", "is_syncing": "yes"}, "is_syncing"),
        (None, ""),
        ("null", ""),
        ([], ""),
    ],
)
def test_what_cannot_be_taken_is_a_problem_and_writes_nothing(
    api: ApiClient, audience: Audience, anna: Contact, body: Any, field: str
) -> None:
    problem = api.refused("POST", path(audience), body)

    assert problem["status"] == 400
    if "errors" in problem:
        assert [error["field"] for error in problem["errors"]] == [field]
    assert reported(audience) == []


def test_who_is_not_in_the_list_is_not_found(
    api: ApiClient, audience: Audience
) -> None:
    assert api.refused("POST", path(audience), BOUGHT)["status"] == 404
    assert api.refused("GET", path(audience))["status"] == 404


def test_another_account_and_who_only_reads_report_nothing(
    stranger: ApiClient, audience: Audience, anna: Contact
) -> None:
    viewer = client_of(audience.account, Role.VIEWER)

    assert stranger.refused("POST", path(audience), BOUGHT)["status"] == 404
    assert viewer.refused("POST", path(audience), BOUGHT)["status"] == 403
    many = f"/lists/{audience.public_id}/events"
    assert stranger.refused("POST", many, {"events": []})["status"] == 404
    assert viewer.refused("POST", many, {"events": []})["status"] == 403
    assert reported(audience) == []


def test_a_request_that_comes_again_with_its_key_is_taken_once(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    for _time in range(2):
        sent = api.send("POST", path(audience), BOUGHT, **{"Idempotency-Key": "k1"})
        assert sent.status_code == 204

    assert len(reported(audience)) == 1


def many(*events: Any) -> dict[str, Any]:
    return {"events": list(events)}


def test_of_many_events_the_right_ones_are_taken_and_each_wrong_one_told(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    bert = ContactFactory.create(audience=audience, email="bert@example.com")
    said = api.post(
        f"/lists/{audience.public_id}/events",
        many(
            {"member": hash_of(EMAIL), **BOUGHT},
            {"member": "BERT@example.com", "name": "looked"},
            {"member": str(bert.public_id), "name": "looked"},
            {"member": "nobody@example.com", "name": "looked"},
            {"member": EMAIL, "name": "?"},
            {"name": "looked"},
            "looked",
        ),
    )

    assert (said["total_taken"], said["error_count"]) == (3, 4)
    assert [(each["index"], each["field"]) for each in said["errors"]] == [
        *((3, "member"), (4, "name"), (5, "member"), (6, ""))
    ]
    assert "such contact" in said["errors"][0]["message"]
    assert said["errors"][2]["message"] == "This field is required: whose event it is."
    assert [name for name, _said in reported(audience)] == ["bought", *2 * ["looked"]]


def test_a_batch_that_comes_again_is_answered_as_it_was(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    path, key = f"/lists/{audience.public_id}/events", {"Idempotency-Key": "b1"}
    body = many({"member": EMAIL, "name": "looked"}, {"member": "b@c.de", "name": "in"})
    first = api.send("POST", path, body, **key)
    ContactFactory.create(audience=audience, email="b@c.de")

    again = api.send("POST", path, body, **key)
    other = api.send("POST", path, many(), **key)

    assert json.loads(first.content)["total_taken"] == 1
    assert again.content == first.content
    assert other.status_code == 409
    assert len(reported(audience)) == 1


@pytest.mark.parametrize("body", [{}, {"events": None}, {"events": {}}])
def test_a_batch_needs_an_array_of_events(
    api: ApiClient, audience: Audience, body: Any
) -> None:
    problem = api.refused("POST", f"/lists/{audience.public_id}/events", body)

    assert problem["status"] == 400
    assert problem["errors"][0]["field"] == "events"


def test_a_batch_holds_five_thousand(api: ApiClient, audience: Audience) -> None:
    body = many(*[{"member": EMAIL, "name": "looked"}] * 5_001)

    problem = api.refused("POST", f"/lists/{audience.public_id}/events", body)

    assert problem["status"] == 413
    assert "5,000" in problem["detail"]


def test_a_hundred_events_cost_as_many_queries_as_one(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    people = ContactFactory.create_batch(100, audience=audience)
    path = f"/lists/{audience.public_id}/events"

    def cost(some: list[Contact]) -> int:
        events = [{"member": each.email, "name": "looked"} for each in some]
        with CaptureQueriesContext(connection) as asked:
            assert api.post(path, many(*events))["total_taken"] == len(some)
        return len(asked)

    cost(people[:1])  # a new name, and the use of the key, are noted once
    assert cost(people) == cost(people[:1])
    page = path_of(audience, EMAIL, "/events?count=100")
    counts = []
    for n in (1, 99):
        reports = [{"member": EMAIL, "name": "looked"} for _ in range(n)]
        api.post(path, many(*reports))
        with CaptureQueriesContext(connection) as asked:
            assert api.get(page)["events"]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_no_longer_kept_is_not_told(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    api.send("POST", path(audience), BOUGHT)
    plan = audience.account.plan
    plan.event_days = 10
    plan.save()

    page = api.get(path(audience))

    assert (page["events"], page["total_items"]) == ([], 0)
