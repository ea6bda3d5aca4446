"""What columns of past events seem to say, and what becomes of their cells."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts.imports.reading import FileRefused
from contacts.past import columns, intake, moments, preview
from tests.contacts.bygone import bring, day, logged, numbers, refusals, take
from tests.factories import ContactFactory


@pytest.mark.parametrize(
    ("cells", "country", "order"),
    [
        (["3/4/2026", "3/14/2026"], "NO", "month"),
        (["3/4/2026", "14/3/2026"], "US", "day"),
        (["3/4/2026"], "US", "month"),
        (["2026-03-14"], "NO", "day"),
    ],
)
def test_what_comes_first_is_told_by_the_dates_or_by_the_country(
    cells: list[str], country: str, order: str
) -> None:
    assert moments.order_in(cells, country) == order


@pytest.mark.parametrize(
    ("cells", "type"),
    [
        (["1", "2,50", "-3"], "number"),
        (["true", "FALSE"], "truth"),
        (["oui", "non"], "truth"),
        (["2026-01-31", "1 May 2026"], "date"),
        (["2026-01-31 10:00 EST"], "text"),
        (["0470", "0471"], "text"),
        (["+32 470", "1"], "text"),
        (["1", "many"], "text"),
        (["1", "0"], "number"),
        ([], "text"),
    ],
)
def test_types_are_told_by_the_cells(cells: list[str], type: str) -> None:
    assert columns.type_of(cells) == type


def test_columns_are_told_by_their_titles_and_cells(audience: Audience) -> None:
    data = (
        "Order ID;Client;Event;Date de commande;Montant (€);Montant\n"
        "A1;a@x.com;bought;31/01/2026 10:00;12,50;x\n"
        "A2;b@x.com;bought;01/02/2026 11:00;3;y\n"
    )

    run = take(audience, data.encode("cp1252"))

    found = [(c["target"], c["name"], c["type"]) for c in run.columns]
    assert found == [
        ("id", "order_id", "text"),
        ("email", "client", "text"),
        ("event", "event", "text"),
        ("time", "date_de_commande", "date"),
        ("property", "montant", "number"),
        ("property", "montant_2", "text"),
    ]
    assert (run.order, run.name) == ("day", "")


def test_the_time_is_told_by_most_cells_where_no_title_does(audience: Audience) -> None:
    data = (
        "email,born,ordered at\n"
        "a@x.com,2001-02-03,2026-01-31 10:00\n"
        "b@x.com,unknown,2026-02-01 11:00\n"
        "c@x.com,1999-03-04,2026-02-02 11:00\n"
        "d@x.com,2000-05-06,soon\n"
        "e@x.com,never,2026-02-03 12:00\n"
    )

    run = take(audience, data)

    assert [c["target"] for c in run.columns] == ["email", "property", "time"]


def test_cells_become_values_of_their_types(audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    data = f"email,time,n,new,on,said,none\na@x.com,{day(3)},2.0,yes,1/2/2026,007x,\n"

    assert bring(audience, data, name="bought") == numbers(1, 1, 0, 0, 0)

    (said,) = [said for _name, said in logged(audience)]
    assert said == {"n": 2, "new": True, "on": "2026-02-01", "said": "007x"}


def test_rows_that_can_be_no_event_are_refused_with_their_line(
    audience: Audience,
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    future = (timezone.now() + timedelta(days=1)).isoformat()
    rows = [
        f"a@x.com,bought,{day(1)},1",
        f"a@x.com,x,{day(1)},1",
        f"a@x.com,æ ø,{day(1)},1",
        "a@x.com,bought,,1",
        "a@x.com,bought,yesterday,1",
        f"a@x.com,bought,{future},1",
        "a@x.com,bought,1999-01-01,1",
        f"nobody,bought,{day(1)},1",
        f"b@x.com,bought,{day(1)},1",
        f"a@x.com,bought,{day(1)},many",
        f"a@x.com,bought,{day(1)},1,2",
        f'a@x.com,"bought,{day(1)},1',
        f"a@x.com,bought,{day(1)}",
    ]
    data = "\n".join(["email,event,time,n", *rows, ""])
    run = take(audience, data)
    run.columns[1]["target"] = "event"

    report = bring(audience, data, columns=[*run.columns[:3], _number("n")])

    assert refusals(audience) == [
        *((3, "event_name"), (4, "event_name"), (5, "time_empty"), (6, "time")),
        *((7, "future"), (8, "old"), (9, "email_no_at"), (10, "unknown")),
        *((11, "number"), (12, "ragged"), (13, "quote")),
    ]
    assert report == numbers(13, 2, 0, 11, 1 - 1)


def _number(name: str) -> dict[str, str]:
    return {"title": name, "target": "property", "name": name, "type": "number"}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("x" * 2_001, "property_long"), ("nul\0", "nul")],
)
def test_properties_that_cannot_be_kept_are_refused(
    audience: Audience, cell: str, reason: str
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")

    bring(audience, f"email,time,said\na@x.com,{day(1)},{cell}\n", name="bought")

    assert refusals(audience) == [(2, reason)]
    assert logged(audience) == []


def test_too_much_in_one_row_is_refused(audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    titles = ",".join(f"p{n}" for n in range(20))
    cells = ",".join(["x" * 1_900] * 20)

    bring(audience, f"email,time,{titles}\na@x.com,{day(1)},{cells}\n", name="bought")

    assert refusals(audience) == [(2, "properties_large")]


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"email,time\n", b"\xff\xd8\xff\xe0", b"\n\n"]
)
def test_a_file_of_which_no_rows_can_be_made_is_refused(
    audience: Audience, data: bytes
) -> None:
    with pytest.raises(FileRefused):
        intake.take(audience, io.BytesIO(data), "x.csv", owner=None)

    assert not audience.pastimports.exists()


def test_a_file_without_addresses_has_no_column_for_them(audience: Audience) -> None:
    run = take(audience, "who,time\nAnn,2026-01-01\n")

    found = [columns.Column(**column) for column in run.columns]

    assert list(columns.problems_of(found)) == [
        "Choose the column that holds the email addresses."
    ]


def test_the_first_rows_are_shown_as_what_they_become(audience: Audience) -> None:
    data = "email,time,amount\na@x.com,2026-10-31 12:00,7\nnobody,2026-10-31,7\n"

    shown = preview.rows_of(take(audience, data, name="bought"))

    assert (shown[0].email, shown[0].name) == ("a@x.com", "bought")
    assert shown[0].at == "31 October 2026, 12:00:00"
    assert list(shown[0].properties) == [("amount", "7")]
    assert shown[1].refused == "An email address needs an @ in the middle."
