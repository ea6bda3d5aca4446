from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.models import Field, Source
from tests.contacts.exporting import (
    content,
    csv_of,
    export,
    order,
    sheets_of,
    zip_of,
)
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

NOW = datetime(2026, 3, 2, 12, 30, 15, 400, tzinfo=UTC)


def test_everything_that_is_known_of_a_person_is_in_the_file(
    audience: Audience, alice: User
) -> None:
    audience.time_zone = "Europe/Oslo"
    audience.save()
    tags = [TagFactory.create(audience=audience, name=name) for name in ("vip", "Old")]
    born = Field.objects.create(audience=audience, type="date", label="Born", tag="B")
    cups = Field.objects.create(audience=audience, type="number", label="Cups", tag="C")
    home = audience.fields.get(tag="ADDRESS")
    key = uuid.UUID("6f1f3a52-0000-4000-8000-000000000001")
    contact = ContactFactory.create(
        audience=audience,
        email="zoe@x.com",
        email_display="Zoe@X.com",
        first_name="Zoë",
        last_name="Næss",
        phone="22 33 44 55",
        status="nonsubscribed",
        source=Source.objects.create(audience=audience, kind="form", label="Fair"),
        language="nb",
        country="NO",
        region="Vestland",
        latitude=60.39,
        longitude=5.32,
        rating=4,
        vip=True,
        signup_at=NOW,
        signup_ip="192.0.2.1",
        created_at=NOW,
        changed_at=NOW,
        status_at=NOW,
        tag_ids=sorted(tag.pk for tag in tags),
        public_id=key,
        fields={
            born.key: "1990-05-17",
            cups.key: 2.5,
            home.key: {"addr1": "Torget 1", "city": "Bergen", "zip": "5014"},
        },
    )
    cause = Cause(
        audience, "staff", actor=alice, ip="192.0.2.9", wording="At the fair", at=NOW
    )
    audience.contacts.filter(pk=contact.pk).subscribe(cause)

    titles, row = csv_of(export(audience, alice, order()))

    said_of = dict(zip(titles, row, strict=True))
    assert {title: value for title, value in said_of.items() if value} == {
        "Email address": "Zoe@X.com",
        "First name": "Zoë",
        "Last name": "Næss",
        "Phone": "22 33 44 55",
        "Address": "Torget 1, 5014 Bergen",
        "Born": "1990-05-17",
        "Cups": "2.5",
        "Status": "subscribed",
        "Status since": "2026-03-02 13:30:15+01:00",
        "Tags": "Old, vip",
        "Rating": "4",
        "VIP": "yes",
        "SMS status": "nonsubscribed",
        "Language": "nb",
        "Country": "NO",
        "Region": "Vestland",
        "Latitude": "60.39",
        "Longitude": "5.32",
        "Source": "Fair",
        "Added": "2026-03-02 13:30:15+01:00",
        "Changed": "2026-03-02 13:30:15+01:00",
        "Signed up": "2026-03-02 13:30:15+01:00",
        "Signed up from": "192.0.2.1",
        "Last consent": "yes",
        "Last consent at": "2026-03-02 13:30:15+01:00",
        "Last consent from": "192.0.2.9",
        "Last consent, wording": "At the fair",
        "Contact id": str(key),
    }


def test_each_category_has_a_column_with_the_groups_one_is_in(
    audience: Audience, alice: User
) -> None:
    coffee = GroupCategoryFactory.create(audience=audience, title="Coffee")
    GroupCategoryFactory.create(audience=audience, title="Empty")
    groups = [
        GroupFactory.create(audience=audience, category=coffee, name=name)
        for name in ("Light", "Dark")
    ]
    ids = sorted(group.pk for group in groups)
    ContactFactory.create(audience=audience, group_ids=ids)
    ContactFactory.create(audience=audience, group_ids=ids[1:])

    titles, *rows = csv_of(export(audience, alice, order()))

    place = titles.index("Coffee")
    assert titles[place + 1] == "Empty"
    assert [row[place] for row in rows] == ["Light, Dark", "Dark"]


def test_a_zip_has_one_file_for_each_status(audience: Audience, alice: User) -> None:
    for status in ("subscribed", "cleaned"):
        ContactFactory.create(audience=audience, email=f"{status}@x.com", status=status)
    ContactFactory.create(
        audience=audience, email="old@x.com", archived_at=timezone.now()
    )
    ContactFactory.create(email="elsewhere@x.com")

    without = zip_of(export(audience, alice, order("zip", "email")))
    with_archived = zip_of(
        export(audience, alice, order("zip", "email", archived=True))
    )

    head = ["Email address"]
    assert without == {
        "cleaned.csv": [head, ["cleaned@x.com"]],
        "subscribed.csv": [head, ["subscribed@x.com"]],
    }
    assert with_archived == {**without, "archived.csv": [head, ["old@x.com"]]}


def test_a_workbook_holds_numbers_days_and_strings(
    audience: Audience, alice: User
) -> None:
    born = Field.objects.create(audience=audience, type="date", label="Born", tag="B")
    ContactFactory.create(
        audience=audience,
        email="a@x.com",
        first_name="=1+1",
        last_name="_x0041_ & <b>",
        rating=3,
        created_at=NOW,
        fields={born.key: "1990-05-17"},
    )
    columns = ("email", "first_name", "last_name", born.key, "rating", "created_at")

    sheets = sheets_of(export(audience, alice, order("xlsx", *columns)))

    assert sheets == {
        "Contacts": [
            ("Email address", "First name", "Last name", "Born", "Rating", "Added"),
            (
                # Excel reads this as it was typed; openpyxl leaves it escaped.
                *("a@x.com", "=1+1", "_x005F_x0041_ & <b>"),
                datetime(1990, 5, 17),  # noqa: DTZ001 - cells know no time zone
                3,
                datetime(2026, 3, 2, 12, 30, 15),  # noqa: DTZ001 - nor here
            ),
        ]
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd\\|' /C calc'!A0"),
        ("+47 22", "'+47 22"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("plain", "plain"),
    ],
)
def test_no_cell_of_a_csv_is_a_formula(
    audience: Audience, alice: User, typed: str, kept: str
) -> None:
    ContactFactory.create(audience=audience, first_name=typed)

    assert csv_of(export(audience, alice, order("csv", "first_name")))[1:] == [[kept]]


def test_a_title_is_no_formula_either(audience: Audience, alice: User) -> None:
    field = Field.objects.create(audience=audience, type="text", label="=A1", tag="X")
    ContactFactory.create(audience=audience)

    assert csv_of(export(audience, alice, order("csv", field.key)))[0] == ["'=A1"]


@pytest.mark.parametrize("bom", [True, False])
def test_the_mark_for_excel_is_a_choice(
    audience: Audience, alice: User, bom: bool
) -> None:
    ContactFactory.create(audience=audience)

    job = export(audience, alice, order("csv", "email", bom=bom))

    assert content(job).startswith(b"\xef\xbb\xbf") is bom


def test_what_is_filtered_is_what_is_exported(audience: Audience, alice: User) -> None:
    tag = TagFactory.create(audience=audience)
    ContactFactory.create(audience=audience, email="a@x.com", tag_ids=[tag.pk])
    ContactFactory.create(audience=audience, email="b@x.com")
    wanted = Filter(tag_ids=(tag.pk,))

    job = export(audience, alice, order("csv", "email", wanted=wanted))

    assert csv_of(job)[1:] == [["a@x.com"]]


def test_ticked_rows_are_exported_and_nobody_elses(
    audience: Audience, alice: User
) -> None:
    ids = [
        ContactFactory.create(audience=audience, email=f"p{place}@x.com").pk
        for place in range(3)
    ]
    stranger = ContactFactory.create()

    job = export(audience, alice, order("csv", "email", ids=(ids[1], stranger.pk)))

    assert csv_of(job)[1:] == [["p1@x.com"]]
