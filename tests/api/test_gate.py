"""What holds for every request: problems for all that fails, and no redirect."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from api.views import roots
from audiences.models import Audience
from tests.api.conftest import ApiClient

ANSWERED = "application/problem+json; charset=utf-8"


def test_ping_answers(api: ApiClient) -> None:
    assert api.get("/ping")["health_status"]


def test_a_problem_has_everything_that_clients_read(api: ApiClient) -> None:
    response = api.send("GET", "/nothing")

    problem = json.loads(response.content)
    assert response.headers["Content-Type"] == ANSWERED
    assert problem == {
        "type": "http://testserver/3.0/openapi.json#resource-not-found",
        "title": "Resource Not Found",
        "status": 404,
        "detail": "The requested resource could not be found.",
        "instance": response.headers["X-Request-Id"],
    }
    assert response.headers["Link"].endswith('; rel="describedBy"')


def test_each_request_has_an_id_of_its_own(api: ApiClient) -> None:
    one, other = api.send("GET", "/ping"), api.send("GET", "/ping")

    assert one.headers["X-Request-Id"] != other.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["", "/", "/ping", "/ping/", "/lists", "/lists/"])
def test_a_slash_at_the_end_changes_nothing(api: ApiClient, path: str) -> None:
    assert api.send("GET", path).status_code == 200


def test_a_body_survives_a_slash_at_the_end(api: ApiClient, audience: Audience) -> None:
    path = f"/lists/{audience.public_id}/merge-fields/"

    made = api.post(path, {"name": "City", "type": "text"})

    assert made["tag"] == "CITY"


def test_head_says_what_get_would_without_the_body(api: ApiClient) -> None:
    got, head = api.send("GET", "/ping"), api.send("HEAD", "/ping")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PURGE"])
def test_another_method_is_told_which_there_are(api: ApiClient, method: str) -> None:
    response = api.send(method, "/ping")

    assert json.loads(response.content)["title"] == "Method Not Allowed"
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


def test_a_post_can_stand_for_another_method(
    api: ApiClient, audience: Audience
) -> None:
    override = {"X-HTTP-Method-Override": "PATCH"}
    path = f"/lists/{audience.public_id}"

    response = api.send("POST", path, {"name": "Renamed"}, **override)

    assert json.loads(response.content)["name"] == "Renamed"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_nothing_but_a_post_can(api: ApiClient, method: str) -> None:
    response = api.send(method, "/lists", **{"X-HTTP-Method-Override": "POST"})

    assert response.status_code == 422
    assert json.loads(response.content)["title"] == "Invalid Method Override"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "We encountered an unspecified JSON parsing error."),
        (b'{"name": NaN}', "We encountered an unspecified JSON parsing error."),
        (b'{"name": "\xff"}', "The body of the request is not UTF-8."),
        (b"name=x&type=y", "We encountered an unspecified JSON parsing error."),
        (b"[" * 100_000, "The body nests deeper than 32 levels."),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "The body nests deeper than 32 levels."),
        (b"1" * 5_000, "We encountered an unspecified JSON parsing error."),
    ],
    ids=["cut", "nan", "latin", "form", "deep", "nested", "long number"],
)
def test_what_is_no_json_is_a_problem(api: ApiClient, body: bytes, detail: str) -> None:
    problem = api.refused("POST", "/lists", body)

    said = (problem["status"], problem["title"], problem["detail"])
    assert said == (400, "JSON Parse Error", detail)


@pytest.mark.parametrize(
    ("body", "found"),
    [(b"null", "NULL"), (b"", "NULL"), (b"[]", "array"), (b"7", "integer")],
)
def test_where_an_object_is_needed_nothing_else_will_do(
    api: ApiClient, body: bytes, found: str
) -> None:
    problem = api.refused("POST", "/lists", body)

    said = f"Schema describes object, {found} found instead"
    assert problem["errors"] == [{"field": "", "message": said}]


@pytest.mark.parametrize(
    ("value", "field"),
    [("a\0b", "name"), ("\ud800", "name")],
    ids=["null character", "half of a character"],
)
def test_text_that_no_database_keeps_is_refused(
    api: ApiClient, value: str, field: str
) -> None:
    problem = api.refused("POST", "/lists", {"name": value})

    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_name_without_bounds_is_refused(api: ApiClient) -> None:
    problem = api.refused("POST", "/lists", {"contact": {"x" * 256: 1}})

    assert problem["errors"] == [
        {"field": "contact", "message": "A name has at most 255 characters"}
    ]


def test_a_number_without_bounds_is_refused(api: ApiClient) -> None:
    problem = api.refused("POST", "/lists", b'{"contact": {"zip": 1e999}}')

    assert problem["errors"] == [
        {"field": "contact.zip", "message": "The number is too large"}
    ]


def test_a_body_has_its_limit(api: ApiClient) -> None:
    body = b'{"name": "' + b"x" * (10 * 2**20) + b'"}'

    problem = api.refused("POST", "/lists", body)

    assert (problem["status"], problem["title"]) == (413, "Request Too Large")


@pytest.mark.parametrize(
    ("method", "more", "body"),
    [
        ("POST", "", {"members": [0] * 100_000}),
        ("POST", "/events", {"events": [0] * 100_000}),
        ("POST", "/members", {"tags": [0] * 100_000}),
        ("POST", "/members", {"interests": dict.fromkeys(map(str, range(100_000)))}),
        ("POST", "/segments", {"name": "x", "static_segment": [0] * 100_000}),
        ("POST", "/merge-fields", {"options": {"choices": [0] * 100_000}}),
    ],
    ids=["members", "events", "tags", "interests", "segment", "choices"],
)
def test_too_many_at_once_are_refused_in_few_words(
    api: ApiClient, audience: Audience, method: str, more: str, body: Any
) -> None:
    response = api.send(method, f"/lists/{audience.public_id}{more}", body)

    assert response.status_code in {400, 413}
    assert len(response.content) < 20_000


@pytest.mark.parametrize("path", ["/a%00b", "/lists/%00", "/lists/%00/merge-fields"])
def test_a_null_character_names_nothing(api: ApiClient, path: str) -> None:
    assert api.refused("GET", path)["status"] == 404


def test_a_null_character_asks_for_nothing(api: ApiClient) -> None:
    assert api.refused("GET", "/lists?email=%00")["status"] == 400


def test_every_missing_field_is_named_at_once(api: ApiClient) -> None:
    problem = api.refused("POST", "/lists", {"contact": {"city": "Bergen"}})

    assert {error["field"]: error["message"] for error in problem["errors"]} == {
        "": "Required fields were not provided: name, permission_reminder, "
        "campaign_defaults, email_type_option",
        "contact": "Required fields were not provided: company, address1, country",
    }


@pytest.mark.parametrize(
    ("value", "found"),
    [(None, "NULL"), (5, "integer"), (True, "boolean"), ([], "array"), ({}, "object")],
)
def test_a_value_of_another_type_is_named(
    api: ApiClient, audience: Audience, value: Any, found: str
) -> None:
    path = f"/lists/{audience.public_id}"

    problem = api.refused("PATCH", path, {"name": value})

    said = f"Schema describes string, {found} found instead"
    assert problem["errors"] == [{"field": "name", "message": said}]


@pytest.mark.parametrize(
    "query", ["count=x", "count=-1", "count=1001", "offset=-1", "count=1.5"]
)
def test_a_page_that_cannot_be_is_a_problem(api: ApiClient, query: str) -> None:
    problem = api.refused("GET", f"/lists?{query}")

    assert problem["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("offset", ["1", "999999999999999999", "2147483648"])
def test_past_the_end_there_is_an_empty_page(api: ApiClient, offset: str) -> None:
    page = api.get(f"/lists?offset={offset}")

    assert (page["lists"], page["total_items"]) == ([], 1)


def test_what_is_not_known_is_ignored(api: ApiClient, audience: Audience) -> None:
    path = f"/lists/{audience.public_id}"

    changed = api.patch(f"{path}?sort_field=x&apikey=y", {"listId": 1, "name": "New"})

    assert changed["name"] == "New"


def test_a_fault_of_ours_is_a_problem_and_stands_in_the_log(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(roots, "document", fail)

    with caplog.at_level(logging.ERROR, "api.service"):
        problem = api.refused("GET", "/")

    assert (problem["status"], problem["title"]) == (500, "Internal Server Error")
    assert "broken" not in json.dumps(problem)
    assert problem["instance"] in caplog.text


def test_problems_speak_one_language(client: Client, api: ApiClient) -> None:
    response = api.send("POST", "/lists", {}, **{"Accept-Language": "fr"})

    assert b"Required fields were not provided" in response.content


def test_a_host_that_is_not_ours_is_told_so_in_a_problem(
    api: ApiClient, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["hub.example.org"]

    assert api.refused("GET", "/ping")["status"] == 400


def test_pages_are_as_they_were(client: Client, db: None) -> None:
    response = client.get("/nothing-here")

    assert response.headers["Content-Type"].startswith("text/html")
    assert "X-Request-Id" not in response.headers
