from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.imports import pasting
from tests.contacts.import_pages import begin, url, work
from tests.contacts.importing import everything


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("email\tFirst name\na@example.com\tAnn\n", {"a@example.com": "Ann"}),
        ("email;First name\na@example.com;Ann", {"a@example.com": "Ann"}),
        (
            "a@example.com\n\nb@example.com\n",
            {"a@example.com": "", "b@example.com": ""},
        ),
        ("a@example.com, b@example.com", {"a@example.com": "", "b@example.com": ""}),
        (
            '"Ann Doe" <a@example.com>; <b@example.com>,\r\nc@example.com',
            {"a@example.com": "Ann", "b@example.com": "", "c@example.com": ""},
        ),
        ("Bo <b@example.com>", {"b@example.com": "Bo"}),
    ],
)
def test_rows_are_pasted_in_many_shapes(
    as_alice: Client, audience: Audience, text: str, people: dict[str, str]
) -> None:
    response = as_alice.post(url("create", audience), {"rows": text})
    run = audience.imports.get()
    assert response.headers["Location"] == url("map", run)
    assert (run.kind, run.filename) == ("pasted", "Pasted rows")

    begin(as_alice, run)
    work()

    there = everything(audience)["people"]
    assert {email: said["first_name"] for email, said in there.items()} == people


@pytest.mark.parametrize(
    "text", ["a@example.com,Ann\nb@example.com,Bo", "hello, world", "a@example.com"]
)
def test_a_table_is_no_list_of_addresses(text: str) -> None:
    assert pasting.addresses_of(text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("email,name", "The file holds titles but no rows below them."),
        ("x" * 1_000_001, "Ensure this value has at most 1000000 characters"),
    ],
)
def test_rows_that_are_none_are_refused_at_the_box(
    as_alice: Client, audience: Audience, text: str, sentence: str
) -> None:
    response = as_alice.post(url("create", audience), {"rows": text})

    assert response.status_code == 422
    assert response.context["form"].errors["rows"][0].startswith(sentence)
    assert text[:10] in response.content.decode()
    assert not audience.imports.exists()
