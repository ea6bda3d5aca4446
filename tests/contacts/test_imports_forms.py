from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ

from audiences.models import Audience
from tests.contacts.import_pages import PEOPLE, answers, begin, url, work
from tests.contacts.importing import everything, take
from tests.factories import TagFactory


def errors(response: Any) -> list[str]:
    assert response.status_code == 422
    return [*response.context["form"].non_field_errors()]


def test_the_way_a_file_is_read_can_be_changed(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, "email;Städte\na@example.com;Łódź\n".encode("cp1250"))

    posted = {"encoding": "iso8859_2", "delimiter": "\t", "has_header": "no"}
    response = as_alice.post(url("map", run), posted)

    assert response.headers["Location"] == url("map", run)
    run.refresh_from_db()
    assert (run.encoding, run.delimiter, run.has_header) == ("iso8859_2", "\t", False)
    assert len(run.mapping) == 1


def test_a_way_that_makes_no_rows_of_a_file_is_a_sentence(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, "a@example.com\n")

    posted = {"encoding": "utf-8", "delimiter": ",", "has_header": "yes"}
    response = as_alice.post(url("map", run), posted)

    assert response.status_code == 422
    assert "titles but no rows" in response.content.decode()
    run.refresh_from_db()
    assert run.has_header is False


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"c0__target": "skip"},
            "Choose the column that holds the email addresses.",
        ),
        ({"c2__target": "field:0"}, "Some columns need a look."),
        ({"c2__target": None}, "Some columns need a look."),
        ({"c2__name": " "}, "Some columns need a look."),
        ({"c2__name": "x" * 101}, "Some columns need a look."),
        ({"c2__type": "dropdown"}, "Some columns need a look."),
        ({"c2__name": "first NAME"}, "There is a field “first NAME” already"),
        (
            {"c1__target": "new", "c1__name": "city"},
            "Two new fields would be named “city”.",
        ),
    ],
)
def test_a_mapping_that_cannot_work_is_a_sentence(
    as_alice: Client, audience: Audience, changed: dict[str, Any], sentence: str
) -> None:
    run = take(audience, PEOPLE)

    response = as_alice.post(url("check", run), answers(run, **changed))

    assert errors(response)[0].startswith(sentence)
    assert not audience.jobs.exists()
    assert not OrmQ.objects.exists()


def test_two_columns_cannot_fill_one_field(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    first_name = answers(run)["c1-target"]

    response = as_alice.post(url("check", run), answers(run, c2__target=first_name))

    assert errors(response) == ["Two columns fill “First name”. Leave one of them out."]


def test_very_many_new_fields_are_a_sentence(
    as_alice: Client, audience: Audience
) -> None:
    titles = ",".join(f"c{n}" for n in range(150))
    run = take(audience, f"email,{titles}\na@example.com\n")

    response = as_alice.post(url("check", run), answers(run))

    assert errors(response)[0].startswith("An import makes at most 100 new fields")


@pytest.mark.parametrize(
    ("posted", "chosen", "given"),
    [
        ("subscribed", "customers", "subscribed"),
        ("subscribed", "none", "nonsubscribed"),
        ("subscribed", None, "nonsubscribed"),
        ("unsubscribed", "none", "unsubscribed"),
        ("cleaned", None, "cleaned"),
        ("nonsubscribed", "signed_up", "nonsubscribed"),
    ],
)
def test_nobody_is_subscribed_without_permission(
    as_alice: Client, audience: Audience, posted: str, chosen: str | None, given: str
) -> None:
    run = take(audience, PEOPLE)

    begin(as_alice, run, status=posted, permission=chosen)
    work()

    assert everything(audience)["statuses"] == {given: 1}


@pytest.mark.parametrize("status", ["pending", "archived", ""])
def test_no_other_status_is_taken(
    as_alice: Client, audience: Audience, status: str
) -> None:
    run = take(audience, PEOPLE)

    response = as_alice.post(url("check", run), answers(run, status=status))

    assert response.status_code == 422
    assert "status" in response.context["form"].errors


def test_what_was_chosen_is_kept_when_something_is_wrong(
    as_alice: Client, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience, name="Chosen")
    run = take(audience, PEOPLE)
    posted = answers(run, c0__target="skip", permission="signed_up", new_tags="autumn")

    page = as_alice.post(
        url("check", run), {**posted, "tags": [tag.pk]}
    ).content.decode()

    assert 'value="signed_up" checked' in page
    assert 'value="autumn"' in page
    assert f'name="tags" value="{tag.pk}" checked' in page


def test_tags_of_others_cannot_be_given(as_alice: Client, audience: Audience) -> None:
    foreign = TagFactory.create()
    run = take(audience, PEOPLE)

    response = as_alice.post(url("check", run), {**answers(run), "tags": [foreign.pk]})

    assert response.status_code == 422
    assert "tags" in response.context["form"].errors
