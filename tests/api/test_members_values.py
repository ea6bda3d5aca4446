from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Field
from tests.api.conftest import ApiClient
from tests.api.members import anna, path_of, the

HOME = {
    "addr1": "Strandgaten 1",
    "addr2": "",
    "city": "Bergen",
    "state": "",
    "zip": "5013",
    "country": "Norway",
}


@pytest.fixture
def field(audience: Audience, request: pytest.FixtureRequest) -> Field:
    more = (
        {"choices": ["Red", "Blue"]} if request.param in {"radio", "dropdown"} else {}
    )
    return Field.objects.create(
        audience=audience, type=request.param, tag="F", label="F", **more
    )


@pytest.mark.parametrize(
    ("field", "said", "kept", "told"),
    [
        ("text", "Hello", "Hello", "Hello"),
        ("text", 7, "7", "7"),
        ("number", 7, 7, 7),
        ("number", "7.5", 7.5, 7.5),
        ("number", 0, 0, 0),
        ("number", 1.234, 1.234, 1.234),
        ("number", "1.234", 1.234, 1.234),
        ("number", "1.234,5", 1234.5, 1234.5),
        ("date", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("date", "2026-11-22T10:00:00Z", "2026-11-22", "2026-11-22"),
        ("birthday", "11/22", "11-22", "11/22"),
        ("phone", "+47 12 34 56 78", "+4712345678", "+4712345678"),
        ("zip", "5013", "5013", "5013"),
        ("url", "example.com", "https://example.com", "https://example.com"),
        ("radio", "red", "Red", "Red"),
        ("dropdown", "Blue", "Blue", "Blue"),
        (
            "address",
            HOME,
            {
                "addr1": "Strandgaten 1",
                "city": "Bergen",
                "zip": "5013",
                "country": "NO",
            },
            HOME | {"country": "NO"},
        ),
        (
            "address",
            "1 Main St, Springfield, IL 62701",
            {
                "addr1": "1 Main St",
                "city": "Springfield",
                "state": "IL",
                "zip": "62701",
            },
            {
                "addr1": "1 Main St",
                "addr2": "",
                "city": "Springfield",
                "state": "IL",
                "zip": "62701",
                "country": "",
            },
        ),
    ],
    indirect=["field"],
)
def test_values_are_kept_and_told(
    *, api: ApiClient, audience: Audience, field: Field, said: Any, kept: Any, told: Any
) -> None:
    answer = api.post(path_of(audience), anna(merge_fields={"F": said}))

    assert the(audience).fields == {field.key: kept}
    assert answer["merge_fields"]["F"] == told


@pytest.mark.parametrize("format", ["day", "month", ""])
def test_birthdays_have_the_month_first_whatever_the_interface_shows(
    api: ApiClient, audience: Audience, format: str
) -> None:
    birthday = audience.fields.get(tag="BIRTHDAY")
    audience.fields.filter(pk=birthday.pk).update(format=format)

    said = api.post(path_of(audience), anna(merge_fields={"BIRTHDAY": "03/04"}))

    assert the(audience).fields == {birthday.key: "03-04"}
    assert said["merge_fields"]["BIRTHDAY"] == "03/04"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("number", "many"),
        ("number", True),
        ("number", "1e999"),
        ("number", "1,234"),
        ("date", "someday"),
        ("birthday", "13/40"),
        ("phone", "call me"),
        ("zip", "x" * 21),
        ("url", "no address"),
        ("radio", "Green"),
        ("text", "x" * 1001),
        ("text", {"addr1": "x"}),
        ("text", ["x"]),
        ("address", {"addr1": "Strandgaten 1"}),
        ("address", HOME | {"zip": ""}),
        ("address", HOME | {"city": ["Bergen"]}),
        ("address", HOME | {"city": "x" * 1001}),
    ],
    indirect=["field"],
)
def test_what_is_no_value_of_the_field_is_named_by_its_tag(
    api: ApiClient, audience: Audience, field: Field, said: Any
) -> None:
    problem = api.refused("POST", path_of(audience), anna(merge_fields={"F": said}))

    assert problem["detail"] == "Your merge fields were invalid."
    assert [error["field"] for error in problem["errors"]] == ["F"]
    assert not audience.contacts.exists()


@pytest.mark.parametrize(
    "blank", ["", " ", None, {}, {"addr1": "", "city": "", "zip": ""}]
)
def test_a_blank_empties_the_field_and_what_is_not_named_stays(
    api: ApiClient, audience: Audience, blank: Any
) -> None:
    Field.objects.create(audience=audience, type="text", tag="STAYS", label="S")
    told = {"STAYS": "here", "ADDRESS": HOME, "FNAME": "Anna"}
    api.post(path_of(audience), anna(merge_fields=told))

    said = api.patch(
        path_of(audience, "anna@example.com"), {"merge_fields": {"ADDRESS": blank}}
    )

    fields = said["merge_fields"]
    assert (fields["STAYS"], fields["ADDRESS"], fields["FNAME"]) == ("here", "", "Anna")


def test_every_tag_is_told_also_of_whom_nothing_is_known(
    api: ApiClient, audience: Audience
) -> None:
    Field.objects.create(audience=audience, type="number", tag="N", label="N")
    gone = Field.objects.create(audience=audience, type="text", tag="GONE", label="G")
    audience.fields.filter(pk=gone.pk).update(deleted_at=gone.created_at)

    said = api.post(path_of(audience), anna())

    assert said["merge_fields"] == dict.fromkeys(
        ["FNAME", "LNAME", "ADDRESS", "PHONE", "BIRTHDAY", "N"], ""
    )


@pytest.mark.parametrize(("chosen", "country"), [("DE", "DE"), ("", "NO")])
def test_an_address_without_a_country_lies_in_that_of_the_field_or_the_list(
    api: ApiClient, audience: Audience, chosen: str, country: str
) -> None:
    field = audience.fields.get(tag="ADDRESS")
    audience.fields.filter(pk=field.pk).update(format=chosen)
    parts = {name: text for name, text in HOME.items() if name != "country"}

    said = api.post(path_of(audience), anna(merge_fields={"ADDRESS": parts}))

    assert said["merge_fields"]["ADDRESS"]["country"] == country
    told = api.patch(
        path_of(audience, "anna@example.com"), {"merge_fields": {"ADDRESS": HOME}}
    )
    assert told["merge_fields"]["ADDRESS"]["country"] == "NO"
