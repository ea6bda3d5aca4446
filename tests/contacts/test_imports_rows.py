from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from contacts.imports import reasons
from contacts.imports.extras import Place
from contacts.imports.mapping import Column
from contacts.imports.reading import Record
from contacts.imports.rows import RowReader, RowRefused, Staged
from contacts.models import Field
from tests.contacts.importing import bring, everything, numbers, refusals

FIELDS = [
    Field(pk=1, tag="EMAIL", type="text", label="Email", column="email"),
    Field(pk=2, tag="FNAME", type="text", label="First name", column="first_name"),
    Field(pk=3, tag="PHONE", type="phone", label="Phone", column="phone"),
    Field(pk=4, tag="AGE", type="number", label="Age"),
]
COLUMNS = [
    *(Column(field.label, "field", field=field.pk) for field in FIELDS),
    *(Column("Language", "language"), Column("Country", "country")),
    *(Column("Tags", "tags"), Column("More tags", "tags"), Column("Nothing")),
]
READER = RowReader(COLUMNS, FIELDS)


def read(*cells: str, problem: str = "") -> Staged:
    return READER.read(Record(7, list(cells), 0, 7, problem))


def refusal(*cells: str, problem: str = "") -> tuple[str, int]:
    with pytest.raises(RowRefused) as refused:
        read(*cells, problem=problem)
    return refused.value.code, refused.value.index


def test_a_row_is_read_into_its_parts() -> None:
    row = read(
        *(" Ann@Example.com ", " Ann ", "+32 470 12 34 56", "44", "pt_BR", "be"),
        *("VIP; new, ,old", "extra", "left out"),
    )

    assert (row.line, row.email, row.email_display) == (
        *(7, "ann@example.com", "Ann@Example.com"),
    )
    assert (row.first_name, row.phone, row.fields) == (
        "Ann",
        "+32470123456",
        {"f4": 44},
    )
    assert (row.language, row.country) == ("pt-br", "BE")
    assert row.tags == ("VIP", "new", "old", "extra")


def test_tags_stand_between_quotation_marks_or_not() -> None:
    row = read("a@b.cc", *[""] * 5, '"Fair","VIP", "New";old', '6" wide|""')

    assert row.tags == ("Fair", "VIP", "New", "old", '6" wide')


def test_missing_and_blank_cells_say_nothing() -> None:
    for row in (read("a@b.cc"), read("a@b.cc", " ", "\t", "", "", "", " ; ", "")):
        assert (row.first_name, row.phone, row.fields, row.tags) == ("", "", {}, ())


@pytest.mark.parametrize("cell", ["no", "NO", "Norway", "NORVÈGE"])
def test_a_country_is_known_by_its_code_and_by_its_name(cell: str) -> None:
    assert read("a@b.cc", "", "", "", "", cell).country == "NO"


@pytest.mark.parametrize(
    ("cell", "country", "kept"),
    [
        ("0470 12 34 56", "Belgium", "+32470123456"),
        ("22 12 34 56", "", "+4722123456"),
        ("22 12 34 56", "FR", "+4722123456"),
        ("+46 8 12 34 56 78", "BE", "+46812345678"),
    ],
)
def test_a_national_number_is_of_the_country_of_its_row_or_of_the_audience(
    cell: str, country: str, kept: str
) -> None:
    norwegian = RowReader(COLUMNS, FIELDS, Place("NO"))
    cells = ["a@b.cc", "", cell, "", "", country]

    assert norwegian.read(Record(7, cells, 0, 7)).phone == kept


@pytest.mark.parametrize(
    ("language", "country"),
    [("French", "Frankia"), ("İİİİİİİİİİ", "ßß"), ("e", "B"), ("=1", "ZZ")],
)
def test_what_is_no_language_or_country_is_left_out(
    language: str, country: str
) -> None:
    row = read("a@b.cc", "", "", "", language, country)

    assert (row.language, row.country) == ("", "")


@pytest.mark.parametrize(
    ("cells", "code", "index"),
    [
        ([""], "email_empty", 0),
        (["", "Ann"], "email_empty", 0),
        (["ann"], "email_no_at", 0),
        (["ann@@b.cc"], "email_two_ats", 0),
        (["ann@b"], "email_no_dot", 0),
        (["ann@.cc"], "email_dot", 0),
        (["ann @b.cc"], "email_space", 0),
        (["Ann <ann@b.cc>"], "email_named", 0),
        (["a@b.cc, b@b.cc"], "email_several", 0),
        (["mailto:a@b.cc"], "email_mailto", 0),
        (["a\u200b@b.cc"], "email_hidden", 0),
        (["a" * 250 + "@b.cc"], "email_too_long", 0),
        (["a@b.cc", "x" * 256], "name_long", 1),
        (["a@b.cc", "", "call me"], "phone", 2),
        (["a@b.cc", "", "", "old"], "number", 3),
        (["a@b.cc", *[""] * 5, "x" * 101], "tag_long", 6),
        (["a@b.cc", *[""] * 5, "x" * 10_000], "tag_long", 6),
        (["a@b.cc", *[""] * 5, ",".join(map(str, range(51)))], "tags_many", 6),
        (["a@b.cc", *[""] * 8, "more"], "ragged", 9),
    ],
)
def test_a_row_is_refused_with_reason_and_column(
    cells: list[str], code: str, index: int
) -> None:
    assert refusal(*cells) == (code, index)
    assert reasons.sentence(code)


@pytest.mark.parametrize("problem", ["nul", "quote", "long", "columns"])
def test_a_record_that_could_not_be_read_is_refused_for_that(problem: str) -> None:
    assert refusal("a@b.cc", problem=problem) == (problem, 0)
    assert reasons.sentence(problem)


def test_every_reason_that_an_address_can_have_is_a_sentence() -> None:
    assert all(reasons.sentence(code).endswith(".") for code in reasons.REASONS)


def test_a_formula_is_a_text_like_any_other(audience: Audience) -> None:
    formula = '=HYPERLINK("http://x.example";"Ann")'
    data = (
        f'email;first name\na@example.com;"{formula.replace(chr(34), chr(34) * 2)}"\n'
    )

    assert bring(audience, data) == numbers(1, 1, 0, 0, 0, 0)
    assert audience.contacts.get().first_name == formula


def test_every_kind_of_field_is_filled(audience: Audience) -> None:
    Field.objects.create(
        audience=audience, type="dropdown", tag="SIZE", label="Size", choices=["S", "M"]
    )
    data = (
        "email,First name,phone,birthday,address,size,language,country\n"
        "a@example.com,Ann,+32 470 123456,4/5,1 Main St,m,nl,be\n"
        "b@example.com,,,,,XL,,\n"
    )

    assert bring(audience, data) == numbers(2, 1, 0, 0, 1, 0)
    assert refusals(audience) == [(3, "choice")]
    person: dict[str, Any] = everything(audience)["people"]["a@example.com"]
    assert person == {
        "status": "subscribed",
        "archived": False,
        "first_name": "Ann",
        "last_name": "",
        "phone": "+32470123456",
        "language": "nl",
        "country": "BE",
        "region": "",
        "time_zone": "",
        "vip": False,
        "tags": [],
        "groups": [],
        "fields": {
            "Birthday": "04-05",
            "Address": {"addr1": "1 Main St"},
            "Size": "M",
        },
    }


ODD = st.text(max_size=30) | st.sampled_from(
    ["\\N", "\\.", "\\", "a\tb", "a\nb", "{}", '"', "é" * 255, "\u2028", "\x85", "'"]
)


@given(st.lists(st.tuples(ODD, ODD, ODD, ODD), min_size=1, max_size=5))
def test_whatever_a_cell_holds_a_row_is_read_or_refused(
    rows: list[tuple[str, str, str, str]],
) -> None:
    for name, phone, age, tags in rows:
        try:
            read("a@example.com", name, phone, age, tags, tags, tags)
        except RowRefused as refused:
            assert refused.code in reasons.REASONS  # noqa: PT017 - both are fine
