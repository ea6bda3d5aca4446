"""What is wrong is answered by the problem that is documented, and writes nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Contact
from events.models import Event
from tests.api.conftest import ApiClient
from tests.api.members import hash_of, path_of
from tests.factories import ContactFactory

EMAIL = "anna@example.com"
GOOD = {"name": "bought", "properties": {"item": "Kiambu AA"}}
DEEP: dict[str, Any] = {"a": {"b": {"c": {"d": {"e": 1}}}}}
NAME = "A name has 2 to 30 letters A-Z, a-z, digits, hyphens and underscores."
OBJECT = "Schema describes object, {} found instead"
INVALID = (
    "The resource submitted could not be validated. For field-specific details, see "
    "the 'errors' array."
)


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


@pytest.fixture
def one(audience: Audience, anna: Contact) -> str:
    """Where an event of one member is reported."""
    return path_of(audience, EMAIL, "/events")


@pytest.fixture
def many(audience: Audience, anna: Contact) -> str:
    return f"/lists/{audience.public_id}/events"


def said(problem: dict[str, Any]) -> dict[str, Any]:
    """The problem without what is another one each time."""
    assert problem.pop("instance")
    assert problem.pop("type").startswith("http://testserver/3.0/openapi.json#")
    return problem


def invalid(field: str, message: str) -> dict[str, Any]:
    return {
        "title": "Invalid Resource",
        "status": 400,
        "detail": INVALID,
        "errors": [{"field": field, "message": message}],
    }


NOT_FOUND = {
    "title": "Resource Not Found",
    "status": 404,
    "detail": "The requested resource could not be found.",
}
WRONG_KEY = {
    "title": "API Key Invalid",
    "status": 401,
    "detail": "Your API key may be invalid, or you've attempted to access the wrong "
    "datacenter.",
}
NO_JSON = {
    "title": "JSON Parse Error",
    "status": 400,
    "detail": "We encountered an unspecified JSON parsing error.",
}
WRONG: dict[str, tuple[Any, dict[str, Any]]] = {
    "name of one letter": ({"name": "a"}, invalid("name", NAME)),
    "name of 31 letters": ({"name": "a" * 31}, invalid("name", NAME)),
    "name with a space": ({"name": "order placed"}, invalid("name", NAME)),
    "name with an accent": ({"name": "commandé"}, invalid("name", NAME)),
    "name with a dot": ({"name": "contact.added"}, invalid("name", NAME)),
    "name that is a number": ({"name": 12}, invalid("name", NAME)),
    "no name": ({"properties": {}}, invalid("name", NAME)),
    "too many properties": (
        GOOD | {"properties": {f"p{n}": n for n in range(51)}},
        invalid("properties", "An event has at most 50 properties."),
    ),
    "too deep properties": (
        GOOD | {"properties": DEEP},
        invalid("properties.a", "Values are at most 4 deep."),
    ),
    "too large properties": (
        GOOD | {"properties": {f"p{n}": "x" * 2_000 for n in range(9)}},
        invalid("properties", "All properties together are at most 16 kB."),
    ),
    "too long a text": (
        GOOD | {"properties": {"text": "x" * 2_001}},
        invalid("properties.text", f"“{'x' * 20}…” is longer than 2000 characters."),
    ),
    "properties that are a list": (
        GOOD | {"properties": [1]},
        invalid("properties", "Properties are an object of names and values."),
    ),
    "a moment that is none": (
        GOOD | {"occurred_at": "yesterday"},
        invalid(
            "occurred_at",
            "This is no moment in ISO 8601, as 2026-04-30T18:30:00+02:00 is.",
        ),
    ),
    "a moment too far ahead": (
        GOOD | {"occurred_at": "2199-01-01T00:00:00Z"},
        invalid("occurred_at", "It lies more than 24 hours ahead."),
    ),
    "a truth that is none": (
        GOOD | {"is_syncing": "yes"},
        invalid("is_syncing", "This is true or false."),
    ),
    "null": (b"null", invalid("", OBJECT.format("NULL"))),
    "nothing": (b"", invalid("", OBJECT.format("NULL"))),
    "a list": (b"[]", invalid("", OBJECT.format("array"))),
    "malformed JSON": (b'{"name": "bought"', NO_JSON),
    "a form": (b"name=bought", NO_JSON),
}
each_wrong = pytest.mark.parametrize(
    ("body", "problem"), WRONG.values(), ids=list(WRONG)
)


def written(audience: Audience) -> int:
    """Events and receipts of the audience."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM events_receipt WHERE audience_id = %s", [audience.pk]
        )
        (receipts,) = cursor.fetchone()
    events = Event.objects.filter(audience=audience.pk, kind="custom")
    return int(receipts) + events.count()


@each_wrong
def test_an_event_that_is_wrong_is_a_problem(
    api: ApiClient, audience: Audience, one: str, body: Any, problem: dict[str, Any]
) -> None:
    assert said(api.refused("POST", one, body)) == problem
    assert written(audience) == 0


@each_wrong
def test_one_that_is_wrong_among_many_is_told_and_the_others_are_taken(
    api: ApiClient, audience: Audience, many: str, body: Any, problem: dict[str, Any]
) -> None:
    if isinstance(body, bytes):
        assert said(api.refused("POST", many, body)) == problem
        assert written(audience) == 0
        return

    told = api.post(
        many, {"events": [body | {"member": EMAIL}, GOOD | {"member": EMAIL}]}
    )

    assert told["errors"] == [{"index": 0, **error} for error in problem["errors"]]
    assert (told["total_taken"], written(audience)) == (1, 1)


def test_what_happened_before_the_plan_keeps_it_is_refused(
    api: ApiClient, audience: Audience, one: str
) -> None:
    plan = audience.account.plan
    plan.event_days = 30
    plan.save()
    long_ago = (timezone.now() - timedelta(days=500)).isoformat()

    problem = said(api.refused("POST", one, GOOD | {"occurred_at": long_ago}))

    (error,) = problem["errors"]
    assert error["field"] == "occurred_at"
    assert re.fullmatch(
        r"It happened before \d+ \w+ \d{4}: older events are not kept\.",
        error["message"],
    )
    assert written(audience) == 0


def test_an_unknown_contact_is_not_found(api: ApiClient, audience: Audience) -> None:
    path = path_of(audience, "nobody@example.com", "/events")

    assert said(api.refused("POST", path, GOOD)) == NOT_FOUND
    assert said(api.refused("GET", path)) == NOT_FOUND


def test_an_unknown_contact_among_many_is_told(api: ApiClient, many: str) -> None:
    told = api.post(many, {"events": [GOOD | {"member": "nobody@example.com"}]})

    assert told["errors"] == [
        {"index": 0, "field": "member", "message": "There is no such contact."}
    ]


@pytest.mark.parametrize(
    ("n", "detail"),
    [
        (5_001, "A request has 5,000 events at most."),
        (1_000_000, "The body of a request holds 500,000 values at most."),
    ],
)
def test_so_many_in_one_batch_are_too_many(
    api: ApiClient, audience: Audience, many: str, n: int, detail: str
) -> None:
    body = b'{"events": [' + b"{}," * (n - 1) + b"{}]}"

    assert said(api.refused("POST", many, body)) == {
        "title": "Request Too Large",
        "status": 413,
        "detail": detail,
    }
    assert written(audience) == 0


@pytest.mark.parametrize("path", ["/events", f"/members/{hash_of(EMAIL)}/events"])
def test_a_wrong_key_opens_nothing(
    api: ApiClient, audience: Audience, anna: Contact, path: str
) -> None:
    api.text = f"{'0' * 32}-us1"

    problem = api.refused("POST", f"/lists/{audience.public_id}{path}", GOOD)

    assert said(problem) == WRONG_KEY


@pytest.mark.parametrize("path", ["/events", f"/members/{hash_of(EMAIL)}/events"])
def test_the_key_of_another_account_finds_nothing(
    stranger: ApiClient, audience: Audience, anna: Contact, path: str
) -> None:
    body = GOOD | {"events": [GOOD | {"member": EMAIL}]}

    problem = stranger.refused("POST", f"/lists/{audience.public_id}{path}", body)

    assert said(problem) == NOT_FOUND
    assert written(audience) == 0


def test_what_comes_again_is_taken_once(
    api: ApiClient, audience: Audience, one: str, many: str
) -> None:
    told = {"events": [GOOD | {"member": EMAIL, "id": "k1"}] * 2}
    for _time in range(2):
        assert api.send("POST", one, GOOD, **{"Idempotency-Key": "k1"}).content == b""
        assert api.post(many, told)["total_taken"] == 2

    events = Event.objects.filter(audience=audience.pk, kind="custom")
    assert events.count() == 1


def test_a_key_that_came_with_other_events_is_a_problem(
    api: ApiClient, audience: Audience, many: str
) -> None:
    key = {"Idempotency-Key": "b1"}
    api.send("POST", many, {"events": [GOOD | {"member": EMAIL}]}, **key)

    response = api.send("POST", many, {"events": []}, **key)

    assert said(json.loads(response.content)) == {
        "title": "Idempotency Key Reused",
        "status": 409,
        "detail": "This Idempotency-Key came before with other events.",
    }


def test_a_key_is_not_used_up_by_an_event_that_is_wrong(
    api: ApiClient, audience: Audience, one: str
) -> None:
    key = {"Idempotency-Key": "k1"}

    assert api.send("POST", one, {"name": "?"}, **key).status_code == 400
    assert api.send("POST", one, GOOD, **key).status_code == 204
    events = Event.objects.filter(audience=audience.pk, kind="custom")
    assert events.count() == 1


def test_what_comes_out_of_order_is_read_in_order(api: ApiClient, one: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    moments = [(now - timedelta(hours=hours)).isoformat() for hours in (3, 1, 2)]
    for moment in moments:
        api.send("POST", one, GOOD | {"occurred_at": moment})

    told = [event["occurred_at"] for event in api.get(one)["events"]]

    assert told == sorted(moments, reverse=True)
