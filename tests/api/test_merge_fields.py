"""Merge fields: the fields of an audience, by the numbers clients know."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEntry
from api.countries import CODES, NUMBERS
from audiences.countries import COUNTRIES
from audiences.models import Audience
from contacts.models import Contact
from tests.api.conftest import ApiClient
from tests.factories import ContactFactory


@pytest.fixture
def path(audience: Audience) -> str:
    return f"/lists/{audience.public_id}/merge-fields"


def numbers(api: ApiClient, path: str, query: str = "") -> dict[str, int]:
    listed = api.get(f"{path}?count=100{query}")["merge_fields"]
    return {field["tag"]: field["merge_id"] for field in listed}


def test_a_list_starts_with_fields_of_known_numbers(api: ApiClient, path: str) -> None:
    assert numbers(api, path) == {
        "FNAME": 1,
        "LNAME": 2,
        "ADDRESS": 3,
        "PHONE": 4,
        "BIRTHDAY": 5,
    }


def test_a_field_is_told_part_by_part(
    api: ApiClient, path: str, audience: Audience
) -> None:
    told = api.get(f"{path}/1")

    rels = [link["rel"] for link in told.pop("_links")]
    assert rels == ["self", "parent", "update", "delete"]
    assert told == {
        "merge_id": 1,
        "tag": "FNAME",
        "name": "First name",
        "type": "text",
        "required": False,
        "default_value": "",
        "public": True,
        "display_order": 2,
        "options": {"size": 25},
        "help_text": "",
        "list_id": audience.public_id,
    }


def test_pages_and_kinds_narrow_the_collection(
    api: ApiClient, path: str, audience: Audience
) -> None:
    page = api.get(f"{path}?count=1&offset=1")

    assert [field["tag"] for field in page["merge_fields"]] == ["LNAME"]
    assert (page["total_items"], page["list_id"]) == (5, audience.public_id)
    assert numbers(api, path, "&type=phone") == {"PHONE": 4}
    assert numbers(api, path, "&required=true") == {}


@pytest.mark.parametrize(
    ("sent", "options"),
    [
        ({"type": "text"}, {"size": 25}),
        ({"type": "number"}, {}),
        ({"type": "address"}, {"default_country": 578}),
        (
            {"type": "address", "options": {"default_country": 276}},
            {"default_country": 276},
        ),
        (
            {"type": "address", "options": {"default_country": 0}},
            {"default_country": 578},
        ),
        (
            {"type": "address", "options": {"default_country": 840}},
            {"default_country": 164},
        ),
        ({"type": "url"}, {}),
        ({"type": "imageurl"}, {}),
        ({"type": "zip"}, {}),
        ({"type": "phone"}, {"phone_format": "none"}),
        (
            {"type": "phone", "options": {"phone_format": "US"}},
            {"phone_format": "US"},
        ),
        ({"type": "date"}, {"date_format": "DD/MM/YYYY"}),
        (
            {"type": "date", "options": {"date_format": "MM/DD/YYYY"}},
            {"date_format": "MM/DD/YYYY"},
        ),
        (
            {"type": "birthday", "options": {"date_format": "MM/DD"}},
            {"date_format": "MM/DD"},
        ),
        (
            {"type": "radio", "options": {"choices": ["S", "M"]}},
            {"choices": ["S", "M"]},
        ),
        ({"type": "dropdown", "options": {"choices": ["S"]}}, {"choices": ["S"]}),
    ],
)
def test_a_field_of_every_type_is_made(
    api: ApiClient, path: str, sent: dict[str, Any], options: dict[str, Any]
) -> None:
    made = api.post(path, {"name": "Shirt", "tag": "shirt", **sent})

    assert (made["merge_id"], made["tag"], made["type"]) == (6, "SHIRT", sent["type"])
    assert made["options"] == options
    assert api.get(f"{path}/6") == made


def test_a_tag_is_made_from_the_name_where_none_is_sent(
    api: ApiClient, path: str
) -> None:
    made = api.post(path, {"name": "Favorite roast", "type": "text"})

    assert made["tag"] == "FAVORITE_R"


def test_a_field_can_be_made_in_any_place(api: ApiClient, path: str) -> None:
    made = api.post(path, {"name": "City", "type": "text", "display_order": 2})

    assert made["display_order"] == 2
    assert list(numbers(api, path))[:2] == ["CITY", "FNAME"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "First name", "type": "text"}, "name"),
        ({"name": "Other", "type": "text", "tag": "FNAME"}, "tag"),
        ({"name": "Other", "type": "text", "tag": "ünder"}, "tag"),
        ({"name": "Other", "type": "text", "tag": "ELEVENCHARS"}, "tag"),
        ({"name": "", "type": "text"}, "name"),
        ({"name": "x" * 101, "type": "text"}, "name"),
        ({"name": "Other", "type": "radio"}, "options.choices"),
        ({"name": "Other", "type": "number", "default_value": "x"}, "default_value"),
        (
            {"name": "Other", "type": "date", "options": {"date_format": "YY"}},
            "options.date_format",
        ),
        ({"name": "Other", "type": "video"}, "type"),
        (
            {"name": "Other", "type": "address", "options": {"default_country": 999}},
            "options.default_country",
        ),
        ({"name": "Other", "type": "text", "display_order": 2**31}, "display_order"),
    ],
)
def test_what_no_page_takes_is_refused(
    api: ApiClient, path: str, sent: dict[str, Any], field: str
) -> None:
    problem = api.refused("POST", path, sent)

    assert [error["field"] for error in problem["errors"]] == [field]


def test_what_is_not_sent_of_a_field_stays(api: ApiClient, path: str) -> None:
    before = api.get(f"{path}/1")

    changed = api.patch(f"{path}/1", {"required": True, "help_text": "As on a card"})

    assert changed == {**before, "required": True, "help_text": "As on a card"}


def test_a_format_that_is_not_sent_stays(api: ApiClient, path: str) -> None:
    options = {"date_format": "MM/DD/YYYY"}
    api.post(path, {"name": "Since", "type": "date", "options": options})

    assert api.patch(f"{path}/6", {"public": False})["options"] == options


def test_a_field_of_the_house_keeps_its_tag(api: ApiClient, path: str) -> None:
    problem = api.refused("PATCH", f"{path}/1", {"tag": "GIVEN"})

    assert [error["field"] for error in problem["errors"]] == ["tag"]
    assert api.patch(f"{path}/1", {"tag": "fname"})["tag"] == "FNAME"


def test_choices_are_those_that_are_sent_in_their_order(
    api: ApiClient, path: str, audience: Audience
) -> None:
    options = {"choices": ["S", "M", "L"]}
    api.post(path, {"name": "Shirt", "type": "dropdown", "options": options})
    key = audience.fields.get(tag="SHIRT").key
    for size in ("S", "M"):
        ContactFactory.create(audience=audience, fields={key: size})

    news = {"options": {"choices": ["XL", "M", "XS"]}}
    changed = api.patch(f"{path}/6", news)

    assert changed["options"] == news["options"]
    kept = Contact.objects.filter(audience=audience).order_by("pk")
    assert list(kept.values_list("fields", flat=True)) == [{}, {key: "M"}]


def test_a_deleted_field_is_gone_and_its_number_stays_taken(
    api: ApiClient, path: str
) -> None:
    api.post(path, {"name": "City", "type": "text"})
    api.delete(f"{path}/6")

    assert api.refused("GET", f"{path}/6")["status"] == 404
    assert api.refused("DELETE", f"{path}/6")["status"] == 404
    assert api.post(path, {"name": "Town", "type": "text"})["merge_id"] == 7
    entry = AuditEntry.objects.get(verb="field.deleted")
    assert entry.by == "alice@example.com with the key “A owner”"


@pytest.mark.parametrize("number", ["0", "6", "x", "99999999999999999999", "-1"])
def test_the_address_and_what_is_not_there_have_no_number(
    api: ApiClient, path: str, number: str
) -> None:
    assert api.refused("GET", f"{path}/{number}")["status"] == 404


@pytest.mark.parametrize("n", [1, 100])
def test_many_fields_cost_as_many_queries_as_one(
    api: ApiClient,
    path: str,
    audience: Audience,
    django_assert_num_queries: Any,
    n: int,
) -> None:
    api.get("/ping")
    for place in range(n):
        audience.fields.create(type="text", label=f"Label {place}", tag=f"T{place}")

    with django_assert_num_queries(4):
        page = api.get(f"{path}?count=1000")

    assert len(page["merge_fields"]) == n + 5


def test_a_country_that_is_not_sent_stays(api: ApiClient, path: str) -> None:
    options = {"default_country": 164}
    api.post(path, {"name": "Office", "type": "address", "options": options})

    assert api.patch(f"{path}/6", {"required": True})["options"] == options


def test_every_country_has_a_number_of_its_own() -> None:
    assert set(NUMBERS) == set(COUNTRIES)
    assert {CODES[number] for number in NUMBERS.values()} == set(COUNTRIES)
