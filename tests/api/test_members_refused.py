from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.api.members import anna, path_of


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a b@example.com", "x" * 300])
def test_what_is_no_address_is_refused(
    api: ApiClient, audience: Audience, email: str
) -> None:
    problem = api.refused("POST", path_of(audience), anna(email_address=email))

    assert problem["detail"] == "Please provide a valid email address."
    assert problem["errors"][0]["field"] == "email_address"


def test_address_and_status_are_required(api: ApiClient, audience: Audience) -> None:
    problem = api.refused("POST", path_of(audience), {})

    assert problem["title"] == "Invalid Resource"
    assert problem["errors"] == [
        {
            "field": "",
            "message": "Required fields were not provided: email_address, status",
        }
    ]


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("email_address", None, "email_address"),
        ("email_address", 5, "email_address"),
        ("status", "archived", "status"),
        ("status", None, "status"),
        ("merge_fields", [], "merge_fields"),
        ("merge_fields", None, "merge_fields"),
        ("interests", "x", "interests"),
        ("interests", {"nowhere": True}, "interests.nowhere"),
        ("interests", {"nowhere": "often"}, "interests.nowhere"),
        ("language", 3, "language"),
        ("language", "not a language", "language"),
        ("vip", "perhaps", "vip"),
        ("location", {"latitude": 100}, "location.latitude"),
        ("location", {"longitude": "far"}, "location.longitude"),
        ("ip_opt", "here", "ip_opt"),
        ("ip_signup", "1.2.3.400", "ip_signup"),
        ("timestamp_opt", "yesterday", "timestamp_opt"),
        ("timestamp_signup", "2026-13-01", "timestamp_signup"),
        ("tags", ["x" * 101], "tags"),
        ("tags", [None], "tags.0"),
        ("tags", "Fair", "tags"),
        ("email_type", "pdf", "email_type"),
        ("email_address", "anna\0@example.com", "email_address"),
    ],
)
def test_what_is_of_the_wrong_kind_is_named_and_writes_nothing(
    *, api: ApiClient, audience: Audience, name: str, value: Any, field: str
) -> None:
    problem = api.refused("POST", path_of(audience), anna(**{name: value}))

    assert (problem["status"], problem["title"]) == (400, "Invalid Resource")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert not audience.contacts.exists()
    assert not audience.sources.exists()


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"{", b"\xff", b""])
def test_what_is_no_object_is_refused(
    api: ApiClient, audience: Audience, body: bytes
) -> None:
    problem = api.refused("POST", path_of(audience), body)

    assert problem["status"] == 400
