from __future__ import annotations

from typing import Any

import phonenumbers
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contacts import values
from contacts.values import ValueRefused, reader_of


def parse(type: str, cell: str, country: str = "BE") -> Any:
    return reader_of(type, choices=["Red", " Green"], country=country)(cell)


@pytest.mark.parametrize(
    ("type", "cell", "value"),
    [
        ("text", "Ann", "Ann"),
        ("number", "42", 42),
        ("number", "-1.5", -1.5),
        ("number", "1,5", 1.5),
        ("number", "0,125", 0.125),
        ("number", "1 234,50", 1234.5),
        ("number", "1.234,50", 1234.5),
        ("number", "1,234.50", 1234.5),
        ("number", "1.234.567", 1234567),
        ("number", "1’234", 1234),
        ("number", "−5", -5),
        ("number", "1,23,456.5", 123456.5),
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "2026-11-22T10:00:00Z", "2026-11-22"),
        ("date", "3/4/2026", "2026-04-03"),
        ("date", "12/31/2026", "2026-12-31"),
        ("date", "31.12.2026 23:59", "2026-12-31"),
        ("date", "2026-11-22 00:00:00", "2026-11-22"),
        ("date", "22.11.2026", "2026-11-22"),
        ("date", "20261122", "2026-11-22"),
        ("date", "46348", "2026-11-22"),
        ("date", "22 November 2026", "2026-11-22"),
        ("date", "November 22nd, 2026", "2026-11-22"),
        ("date", "22-Nov-2026 14:30", "2026-11-22"),
        ("date", "1er août 2026", "2026-08-01"),
        ("date", "mar. 24 févr. 2026", "2026-02-24"),
        ("date", "Sun, 22 Nov 2026 10:00:00 +0000", "2026-11-22"),
        ("birthday", "11/22", "11-22"),
        ("birthday", "3/4", "03-04"),
        ("birthday", "03-04", "03-04"),
        ("birthday", "29 février", "02-29"),
        ("birthday", "May 4", "05-04"),
        ("birthday", "4 mars 1980", "03-04"),
        ("birthday", "29/02/2000", "02-29"),
        ("birthday", "22/11", "11-22"),
        ("birthday", "1980-02-29", "02-29"),
        ("birthday", "2/29", "02-29"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("phone", "0032 470/12.34.56", "+32470123456"),
        ("phone", "0470 12 34 56", "+32470123456"),
        ("phone", "+32 (0)470 12 34 56", "+32470123456"),
        ("phone", "+1 201 555 0123 ext 12", "+12015550123;ext=12"),
        ("phone", "+12015550123;ext=12", "+12015550123;ext=12"),
        ("phone", "+39 06 6982", "+39066982"),
        ("phone", "+800 1234 5678", "+80012345678"),
        ("phone", "Tel.: 02/555.12.12", "+3225551212"),
        ("zip", "B-1000", "B-1000"),
        ("url", "example.com/a", "https://example.com/a"),
        ("imageurl", "http://example.com/a.png", "http://example.com/a.png"),
        ("address", "1 Main St", {"addr1": "1 Main St"}),
        ("radio", "red", "Red"),
        ("dropdown", "GREEN ", " Green"),
    ],
)
def test_a_cell_becomes_a_value_of_its_type(type: str, cell: str, value: Any) -> None:
    parsed = parse(type, cell)

    assert (parsed, parsed.__class__) == (value, value.__class__)


@pytest.mark.parametrize(
    ("type", "cell", "reason"),
    [
        ("text", "x" * 1001, "text_long"),
        ("number", "twelve", "number"),
        ("number", "1e9", "number"),
        ("number", "nan", "number"),
        ("number", "22.11.2026", "number"),
        ("number", "1.2.3", "number"),
        ("number", "12.34,5", "number"),
        ("number", "1,234.5,6", "number"),
        ("number", "1,234", "number_unclear"),
        ("number", "9" * 16, "number"),
        ("date", "2026-02-30", "date"),
        ("date", "0000-01-01", "date"),
        ("date", "soon", "date"),
        ("date", "1/2/26", "date"),
        ("birthday", "13/32", "birthday"),
        ("birthday", "May", "birthday"),
        ("birthday", "30 February", "birthday"),
        ("birthday", "soon", "birthday"),
        ("date", "22 November", "date"),
        ("date", "x" * 5000, "date"),
        ("text", "a\0b", "text_nul"),
        ("phone", "call me", "phone"),
        ("phone", "+0 123", "phone_code"),
        ("phone", "+999 123 456 789", "phone_code"),
        ("phone", "+32 470 12 3", "phone_length"),
        ("phone", "+32 470 12 34 56 78", "phone_length"),
        ("phone", "12", "phone_national"),
        ("phone", "0999 99 99 99", "phone_national"),
        ("phone", "1" * 41, "phone"),
        ("zip", "x" * 21, "zip"),
        ("url", "javascript:alert(1)", "url"),
        ("url", "http://[", "url"),
        ("url", "not a url", "url"),
        ("imageurl", "ftp://example.com", "url"),
        ("radio", "blue", "choice"),
        ("dropdown", "=1+1", "choice"),
    ],
)
def test_what_is_no_value_is_refused_with_a_reason(
    type: str, cell: str, reason: str
) -> None:
    with pytest.raises(ValueRefused, match=f"^{reason}$"):
        parse(type, cell)
    assert values.sentence(reason).endswith(".")


@given(
    st.sampled_from(
        ["text", "number", "date", "birthday", "phone", "zip", "url", "radio"]
    ),
    st.text(max_size=40)
    | st.text(alphabet="0123456789 .,/-+x:eT", max_size=25)
    | st.from_regex(r"https?://[\[\]a-z:.@%]{0,12}", fullmatch=True),
)
def test_no_text_whatsoever_is_more_than_refused(type: str, cell: str) -> None:
    try:
        parse(type, cell)
    except ValueRefused as error:
        refused = str(error)
    else:
        refused = "text_long"

    assert refused in values.REASONS


def test_a_national_number_needs_a_country() -> None:
    with pytest.raises(ValueRefused, match="phone_country"):
        parse("phone", "0470 12 34 56", country="")


@pytest.mark.parametrize(
    ("country", "cell", "kept"),
    [
        ("FR", "06 12 34 56 78", "+33612345678"),
        ("US", "(201) 555-0123", "+12015550123"),
        ("IT", "06 69 82", "+39066982"),
        ("GB", "07400 123456", "+447400123456"),
        ("AU", "0412 345 678", "+61412345678"),
        ("JP", "090-1234-5678", "+819012345678"),
    ],
)
def test_national_numbers_are_of_the_country_of_the_audience(
    country: str, cell: str, kept: str
) -> None:
    assert parse("phone", cell, country) == kept


def test_numbers_of_every_country_are_read_and_read_back() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        number = phonenumbers.example_number(region)
        assert number is not None
        shapes = phonenumbers.PhoneNumberFormat
        kept = phonenumbers.format_number(number, shapes.E164)
        international = phonenumbers.format_number(number, shapes.INTERNATIONAL)
        national = phonenumbers.format_number(number, shapes.NATIONAL)

        assert parse("phone", kept) == kept
        assert parse("phone", international) == kept
        assert parse("phone", national, region) == kept


@pytest.mark.parametrize(
    ("country", "read"), [("US", "2026-03-04"), ("BE", "2026-04-03")]
)
def test_a_date_of_figures_alone_is_read_as_the_country_writes_it(
    country: str, read: str
) -> None:
    assert parse("date", "3/4/2026", country) == read
    assert parse("date", "31/12/2026", country) == "2026-12-31"


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Kaigaten 1", {"addr1": "Kaigaten 1"}),
        ("Kaigaten 1, Bergen", {"addr1": "Kaigaten 1, Bergen"}),
        ("12345 Main Street", {"addr1": "12345 Main Street"}),
        (
            "Rue Neuve 1, 1000 Bruxelles, Belgique",
            {"addr1": "Rue Neuve 1", "zip": "1000", "city": "Bruxelles"}
            | {"country": "BE"},
        ),
        (
            "Rue Neuve 1\nboîte 3\nB-1000 Bruxelles",
            {"addr1": "Rue Neuve 1", "addr2": "boîte 3", "zip": "B-1000"}
            | {"city": "Bruxelles"},
        ),
        (
            "742 Evergreen Terrace, Springfield, IL 62704, USA",
            {"addr1": "742 Evergreen Terrace", "zip": "62704", "city": "Springfield"}
            | {"state": "IL", "country": "US"},
        ),
        (
            "742 Evergreen Terrace  Apt 2  Springfield  IL  62704  US",
            {"addr1": "742 Evergreen Terrace", "addr2": "Apt 2", "zip": "62704"}
            | {"city": "Springfield", "state": "IL", "country": "US"},
        ),
        (
            "10 Downing Street, London SW1A 2AA, UK",
            {"addr1": "10 Downing Street", "zip": "SW1A 2AA", "city": "London"}
            | {"country": "GB"},
        ),
        (
            "Damrak 1, 1012 LG Amsterdam",
            {"addr1": "Damrak 1", "zip": "1012 LG", "city": "Amsterdam"},
        ),
        (
            "Kaigaten 1, Bergen, Norway",
            {"addr1": "Kaigaten 1", "city": "Bergen", "country": "NO"},
        ),
    ],
)
def test_an_address_in_one_cell_is_taken_apart_where_that_is_clear(
    cell: str, parts: dict[str, str]
) -> None:
    assert parse("address", cell) == parts


@pytest.mark.parametrize(
    ("type", "value", "english", "french"),
    [
        ("text", "Ann", "Ann", "Ann"),
        ("number", 1234.5, "1,234.5", "1\xa0234,5"),
        ("number", "12", "12", "12"),
        ("date", "2026-11-22", "22 November 2026", "22 novembre 2026"),
        ("date", "soon", "soon", "soon"),
        ("birthday", "02-29", "29 February", "29 février"),
        ("birthday", "13-40", "13-40", "13-40"),
        ("phone", "+32470123456", "+32 470 12 34 56", "+32 470 12 34 56"),
        ("phone", "555-0100", "555-0100", "555-0100"),
        ("phone", "+12015550123;ext=12", "+1 201-555-0123 ext. 12", None),
        ("address", {"city": "Bergen", "country": "NO"}, "Bergen, Norway", None),
        ("address", "as it was", "as it was", "as it was"),
    ],
)
def test_a_value_is_shown_in_the_language_of_the_reader(
    type: str, value: Any, english: str, french: str | None
) -> None:
    with override("en"):
        assert values.in_words(type, value) == english
    with override("fr"):
        assert french is None or values.in_words(type, value) == french


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("text", "Ann"),
        ("number", 1234.5),
        ("number", 12),
        ("date", "2026-03-04"),
        ("birthday", "03-04"),
        ("phone", "+12015550123;ext=12"),
        ("url", "https://example.com/"),
        ("radio", "Red"),
        (
            "address",
            {"addr1": "Rue Neuve 1", "zip": "1000", "city": "Brussels"}
            | {"country": "BE"},
        ),
    ],
)
def test_what_is_written_to_a_file_is_read_back(type: str, value: Any) -> None:
    for country in ("BE", "US"):
        assert parse(type, values.as_text(type, value), country) == value
