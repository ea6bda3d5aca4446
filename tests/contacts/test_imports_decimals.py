from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from audiences import jobs
from audiences.models import Audience
from contacts.imports import decimals, running
from contacts.models import Import
from tests.contacts.import_pages import answers, url
from tests.contacts.importing import refusals, take
from tests.factories import AudienceFactory


@pytest.fixture
def belgian(audience: Audience) -> Audience:
    return AudienceFactory.create(account=audience.account, country="BE")


@pytest.fixture
def american(audience: Audience) -> Audience:
    return AudienceFactory.create(account=audience.account, country="US")


def rows(*prices: str, between: str = ",") -> str:
    cells = [f'p{n}@example.com{between}"{price}"' for n, price in enumerate(prices)]
    return "\n".join([f"email{between}price", *cells, ""])


def brought(audience: Audience, data: str, **settings: Any) -> tuple[Import, list[Any]]:
    """The import of the file, and the prices of its people."""
    run = take(audience, data, **settings)
    assert jobs.run(running.start(run)).state == "finished"
    run.refresh_from_db()
    key = audience.fields.get(label="price").key
    people = audience.contacts.order_by("email")
    return run, [fields[key] for fields in people.values_list("fields", flat=True)]


def test_other_numbers_of_the_column_show_how_one_is_meant(
    belgian: Audience, american: Audience
) -> None:
    for audience in (belgian, american):
        _run, comma = brought(audience, rows("1,234", "12,5"))
        assert comma == [1.234, 12.5]
    other = AudienceFactory.create(account=belgian.account, country="BE")
    _run, point = brought(other, rows("1,234", "1,234.50"))
    assert point == [1234, 1234.5]


def test_the_whole_file_is_looked_through_before_its_first_row_is_taken(
    belgian: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decimals, "SECONDS", 0)
    monkeypatch.setattr(decimals, "BATCH", 5)
    unclear = ["1,234"] * 30  # more than are sampled

    _run, prices = brought(belgian, rows(*unclear, "1,234,567", "7.25"))

    assert sorted(prices) == [7.25, *[1234] * 30, 1234567]


def test_semicolons_between_cells_speak_for_commas(american: Audience) -> None:
    _run, prices = brought(american, rows("1,234", "2.345", between=";"))

    assert prices == [1.234, 2345]


def test_a_point_in_a_file_with_commas_between_cells_was_written_by_a_program(
    belgian: Audience,
) -> None:
    _run, prices = brought(belgian, rows("1.234", "2"))

    assert prices == [1.234, 2]


def test_else_the_country_of_the_audience_decides(
    belgian: Audience, american: Audience
) -> None:
    assert brought(belgian, rows("1,234", "7"))[1] == [1.234, 7]
    assert brought(american, rows("1,234", "7"))[1] == [1234, 7]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            rows("1,234", "12,5"),
            "“1,234” is read as 1.234, since most other numbers of it have a comma "
            "before decimals.",
        ),
        (
            rows("1,234", "12.5"),
            "“1,234” is read as 1,234, since most other numbers of it have a point "
            "before decimals.",
        ),
        (
            rows("1.234", between=";"),
            "“1.234” is read as 1,234, as is usual in files with semicolons between "
            "cells.",
        ),
        (
            rows("1.234"),
            "“1.234” is read as 1.234, since programs write a point before decimals.",
        ),
        (
            rows("1,234"),
            "“1,234” is read as 1.234, since in Belgium a comma stands before "
            "decimals.",
        ),
    ],
)
def test_the_check_and_the_report_say_how_unclear_numbers_are_read(
    as_alice: Client, belgian: Audience, data: str, said: str
) -> None:
    run = take(belgian, data)
    as_alice.post(url("check", run), answers(run))
    check = as_alice.get(url("check", run))
    as_alice.post(url("start", run))
    run.refresh_from_db()
    assert run.job
    jobs.run(run.job)
    report = as_alice.get(url("detail", run))

    for page in (check, report):
        assert f"Column “price”: {said}" in page.context["notes"]
        assert said in page.text


def test_numbers_that_are_clear_need_no_word(belgian: Audience) -> None:
    run, prices = brought(belgian, rows("1.234,50", "12,5", "7", "1,234.5"))

    assert prices == [1234.5, 12.5, 7, 1234.5]
    with translation.override("en"):
        assert running.notes(run) == ["Column “price” became a new field."]


def test_the_check_and_the_import_read_the_numbers_alike(
    as_alice: Client, belgian: Audience
) -> None:
    run = take(belgian, rows("1,234", "no number", "12,5"))
    as_alice.post(url("check", run), answers(run, c1__type="number"))
    run.refresh_from_db()
    checked = run.mapping[1]["decimal"]
    assert run.check_job
    assert run.check_job.counts["created"] == 2

    as_alice.post(url("start", run))
    run.refresh_from_db()
    assert run.job
    jobs.run(run.job)
    run.refresh_from_db()

    assert (checked, run.mapping[1]["decimal"]) == (",", ",")
    assert refusals(belgian) == [(3, "number")]
    key = belgian.fields.get(label="price").key
    people = belgian.contacts.order_by("email").values_list("fields", flat=True)
    assert [fields[key] for fields in people] == [1.234, 12.5]


def test_a_file_read_in_another_way_is_looked_through_anew(belgian: Audience) -> None:
    first, _prices = brought(belgian, rows("1,234", "12,5"))
    second, prices = brought(belgian, rows("1,234", "12.5"))

    assert second.is_remembered
    assert (first.mapping[1]["decimal"], second.mapping[1]["decimal"]) == (",", ".")
    assert prices == [1234, 12.5]
