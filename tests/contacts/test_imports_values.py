from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.imports import reasons
from contacts.imports.values import ValueRefused, parser_of


def parse(type: str, cell: str) -> Any:
    return parser_of(type, ["Red", "Green"])(cell)


@pytest.mark.parametrize(
    ("type", "cell", "value"),
    [
        ("text", "Ann", "Ann"),
        ("number", "42", 42),
        ("number", "-1.5", -1.5),
        ("number", "1,5", 1.5),
        ("number", "0,125", 0.125),
        ("number", "1,234", 1234),
        ("number", "1 234,50", 1234.5),
        ("number", "1.234,50", 1234.5),
        ("number", "1,234.50", 1234.5),
        ("number", "1.234.567", 1234567),
        ("number", "1’234", 1234),
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "2026-11-22T10:00:00Z", "2026-11-22"),
        ("date", "3/4/2026", "2026-04-03"),
        ("date", "12/31/2026", "2026-12-31"),
        ("date", "31.12.2026 23:59", "2026-12-31"),
        ("birthday", "11/22", "11-22"),
        ("birthday", "22/11", "11-22"),
        ("birthday", "1980-02-29", "02-29"),
        ("birthday", "2/29", "02-29"),
        ("phone", "+32 470 12 34 56", "+32470123456"),
        ("phone", "0032 470/12.34.56", "+32470123456"),
        ("phone", "0470 12 34 56", "0470 12 34 56"),
        ("phone", "555-0100 ext 12", "555-0100 ext 12"),
        ("zip", "B-1000", "B-1000"),
        ("url", "example.com/a", "https://example.com/a"),
        ("imageurl", "http://example.com/a.png", "http://example.com/a.png"),
        ("address", "1 Main St", {"addr1": "1 Main St"}),
        ("radio", "red", "Red"),
        ("dropdown", "GREEN", "Green"),
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
        ("number", "9" * 16, "number"),
        ("date", "2026-02-30", "date"),
        ("date", "0000-01-01", "date"),
        ("date", "soon", "date"),
        ("date", "1/2/26", "date"),
        ("birthday", "13/32", "birthday"),
        ("birthday", "May 4", "birthday"),
        ("phone", "call me", "phone"),
        ("phone", "+0 123", "phone"),
        ("phone", "12", "phone"),
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
    assert reasons.sentence(reason).endswith(".")


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

    assert refused in reasons.REASONS
