"""Files that were written here, or guard their cells as ours do."""

from __future__ import annotations

import io

import pytest
from django.utils import translation

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts.imports import arrivals, running
from contacts.models import Field
from tests.contacts.exporting import content, export, order
from tests.contacts.importing import bring, cells_of, everything, numbers, take
from tests.contacts.test_exports import NOW
from tests.contacts.workbooks import workbook_of
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("'=SUM(A1)", "=SUM(A1)"), ("'+4712345678", "+4712345678")),
        *(("'-1", "-1"), ("'@x", "@x"), ("''=1", "''=1"), ("O'=x", "O'=x")),
        *(("'", "'"), ("'tis", "'tis"), ("x", "x"), ("'=a\\|b", "=a|b")),
        *(("a\\|b", "a\\|b"), ("'|x", "|x"), ("'%x", "%x")),
    ],
)
def test_an_apostrophe_before_a_sign_of_formulas_is_taken_off_once(
    written: str, meant: str
) -> None:
    data = f"email,'=title\na@example.com,{written}\nb@example.com,x\n"

    assert cells_of(data.encode()) == [["a@example.com", meant], ["b@example.com", "x"]]


def test_titles_and_cells_of_several_lines_are_taken_out_of_their_guard(
    audience: Audience,
) -> None:
    run = take(audience, "email,'=title\na@example.com,\"'=1\n'+2\"\n")

    assert run.mapping[1]["title"] == "=title"
    assert cells_of(b"email,x\na@b.cc,\"'=1\n'+2\"\n") == [["a@b.cc", "=1\n'+2"]]


def test_a_workbook_is_read_as_well(audience: Audience) -> None:
    book = workbook_of(["email", "x"], ["a@example.com", "'=1+1"])
    run = arrivals.receive(audience, io.BytesIO(book), "a.xlsx", owner=None)
    with run.file.open("rb") as file:
        data = file.read()

    assert cells_of(data) == [["a@example.com", "=1+1"]]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_export_that_is_imported_again_changes_nobody(
    audience: Audience, alice: User, format: str, language: str
) -> None:
    drinks = GroupCategoryFactory.create(audience=audience, title="Drinks")
    size = GroupCategoryFactory.create(audience=audience, title="Size", kind="radio")
    groups = [
        GroupFactory.create(audience=audience, category=category, name=name).pk
        for category, name in ((drinks, "Tea, green"), (drinks, "Café"), (size, "S"))
    ]
    born = Field.objects.create(audience=audience, type="date", label="Born", tag="B")
    home = audience.fields.get(tag="ADDRESS")
    tag = TagFactory.create(audience=audience, name="=vip")
    ContactFactory.create(
        audience=audience,
        email="a@example.com",
        email_display="A@Example.com",
        first_name="=SUM(A1|B1)",
        last_name="-Næss",
        phone="+4722334455",
        language="nb",
        country="NO",
        region="@Vestland",
        time_zone="America/New_York",
        vip=True,
        signup_at=NOW,
        signup_ip="192.0.2.1",
        optin_at=NOW,
        optin_ip="192.0.2.1",
        tag_ids=[tag.pk],
        group_ids=groups,
        fields={
            born.key: "1990-05-17",
            home.key: {"addr1": "Torget 1", "city": "Bergen", "zip": "5014"},
        },
    )
    ContactFactory.create(audience=audience, email="b@example.com")
    before = everything(audience)

    with translation.override(language):
        data = content(export(audience, alice, order(format)))
        report = bring_any(audience, data, format)

    assert report == numbers(2, 0, 0, 2, 0, 0)
    assert everything(audience) == before


def bring_any(audience: Audience, data: bytes, format: str) -> dict[str, int]:
    if format == "csv":
        return bring(audience, data)
    run = arrivals.receive(audience, io.BytesIO(data), "people.xlsx", owner=None)
    return running.report(jobs.run(running.start(run)))
