from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from audiences import jobs
from audiences.models import Audience
from contacts.imports import arrivals, refusals, running, staging
from contacts.models import Import
from tests.contacts import test_imports_oracle as oracles
from tests.contacts.import_pages import begin, url, work
from tests.contacts.importing import bring, everything, numbers
from tests.contacts.oracle import Row
from tests.contacts.test_imports_archives import ARCHIVE, TITLES, upload
from tests.contacts.workbooks import zip_of
from tests.factories import AudienceFactory, ContactFactory


def receive(audience: Audience, members: Mapping[str, bytes | str]) -> Import:
    return arrivals.receive(
        audience, io.BytesIO(zip_of(members)), "export.zip", owner=None
    )


def rows_of(run: Import) -> list[list[str]]:
    with run.file.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode())))


def test_columns_with_one_title_are_one_column(audience: Audience) -> None:
    run = receive(
        audience,
        {
            "one.csv": "Email;Name;Name\na@example.com;A;B\n",
            "deep/down/two.csv": "e-mail,CITY,name\nb@example.com,Oslo,C\n".encode(
                "utf-16"
            ),
            "three.txt": "c@example.com\td\n",
        },
    )

    assert rows_of(run) == [
        ["Email", "Name", "Name", "CITY", "Column 5", "Column 6"],
        ["a@example.com", "A", "B"],
        [],
        ["b@example.com", "C", "", "Oslo"],
        ["", "", "", "", "c@example.com", "d"],
    ]


BROKEN = {
    "subscribed.csv": (
        'email,name,note\n\n\na@example.com,Ann,"two\nlines"\nnobody,Bo,\n'
    ),
    "unsubscribed.csv": (
        'name,email\nx,"open\nBo,b@example.com\n\nCy,c@d.ee,more\nN\0,n@b.cc\n'
        "\nlast,nowhere\n"
    ),
}
WRONG = [
    ("subscribed.csv", 6, "An email address needs an @ in the middle."),
    ("unsubscribed.csv", 2, "A quotation mark is opened and never closed."),
    ("unsubscribed.csv", 5, "The row has more cells than there are columns."),
    (
        "unsubscribed.csv",
        6,
        "The row holds a NUL character; the file may be damaged here.",
    ),
    ("unsubscribed.csv", 8, "An email address needs an @ in the middle."),
]


def test_refused_rows_are_told_by_their_list_and_its_line(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(BROKEN))

    begin(as_alice, run)
    job = work()

    assert running.report(job) == numbers(7, 2, 0, 0, 5, 0)
    page = as_alice.get(url("detail", run))
    rows = page.context["refused"].rows
    assert [(row.part, row.line, row.reason) for row in rows] == WRONG
    assert [(t.name, t.rows, t.refused) for t in page.context["lists"]] == [
        ("subscribed.csv", 2, 1),
        ("unsubscribed.csv", 5, 4),
    ]
    text = "".join(refusals.csv_of(run)).removeprefix("\ufeff")
    titles, first, *_rest = csv.reader(io.StringIO(text))
    assert titles == ["List", "Line", "Reason", "email", "name", "note"]
    assert first[:2] == ["subscribed.csv", "6"]
    assert everything(audience)["people"]["a@example.com"]["fields"] == {
        "name": "Ann",
        "note": "two\nlines",
    }


def test_an_archive_in_small_slices_that_are_lost_comes_to_the_same(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = AudienceFactory.create(account=audience.account)
    jobs.run(running.start(receive(calm, BROKEN)))
    monkeypatch.setattr(running, "BUCKET_ROWS", 2)
    monkeypatch.setattr(staging, "BATCH", 1)
    monkeypatch.setattr(staging, "SECONDS", 0)

    job = running.start(receive(audience, BROKEN))
    for _slice in range(5):
        jobs.work(job, 0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_importline")
    jobs.run(job)

    assert everything(audience) == everything(calm)
    assert [row.line for row in refusals_of(audience)] == [
        row.line for row in refusals_of(calm)
    ]


def refusals_of(audience: Audience) -> list[refusals.Refusal]:
    return refusals.page_of(audience.imports.get()).rows


def test_a_file_to_read_first_is_no_list(audience: Audience) -> None:
    run = receive(
        audience, {**ARCHIVE, "README.txt": "How to read, this file\nIt is\n"}
    )

    assert [part["name"] for part in run.lists] == list(ARCHIVE)[:3]


def test_an_empty_list_is_left_out(audience: Audience) -> None:
    run = receive(
        audience, {**ARCHIVE, "nonsubscribed.csv": TITLES, "cleaned_2.csv": ""}
    )

    assert [(part["name"], part["rows"]) for part in run.lists] == [
        (name, 1) for name in list(ARCHIVE)[:3]
    ]


LISTS = st.lists(
    st.tuples(
        st.sampled_from(["subscribed", "unsubscribed", "cleaned", "nonsubscribed"]),
        st.lists(oracles.PLAIN, min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=4,
)


@given(LISTS)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_archive_comes_to_what_one_file_with_a_column_of_statuses_does(
    account: Account, lists: list[tuple[str, list[Row]]]
) -> None:
    one, other = (AudienceFactory.create(account=account) for _n in range(2))
    for audience in (one, other):
        ContactFactory.create(audience=audience, email="a@example.com", first_name="Al")
        audience.fields.create(type="number", tag="AGE", label="age")
    members = {
        f"{n}/{status}.csv": oracles.csv_of(rows)
        for n, (status, rows) in enumerate(lists)
    }
    rows = [replace(row, status=status) for status, listed in lists for row in listed]

    report = running.report(jobs.run(running.start(receive(one, members))))

    assert report == bring(other, oracles.csv_of(rows))
    assert everything(one) == everything(other)
