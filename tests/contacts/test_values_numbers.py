from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import values
from contacts.values import reader_of
from contacts.values.numbers import UNCLEAR, decimal_of, number_of, sign_in


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("-12.345", -12.345, -12345),
    ],
)
def test_the_sign_before_decimals_decides_what_alone_is_unclear(
    cell: str, point: float, comma: float
) -> None:
    assert (number_of(".")(cell), number_of(",")(cell)) == (point, comma)


@pytest.mark.parametrize(
    ("cell", "sign", "number"),
    [
        ("12,5", ",", 12.5),
        ("12.5", ".", 12.5),
        ("0,125", ",", 0.125),
        ("1234.567", ".", 1234.567),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1.234.567", ",", 1234567),
        ("1,234,567", ".", 1234567),
        ("12,34,567", ".", 1234567),
        ("1 234,567", ",", 1234.567),
        ("1’234.5", ".", 1234.5),
        ("1234", "", 1234),
    ],
)
def test_a_number_that_shows_its_sign_is_read_alike_everywhere(
    cell: str, sign: str, number: float
) -> None:
    assert sign_in(cell) == sign
    assert number_of(".")(cell) == number_of(",")(cell) == number_of()(cell) == number


@given(
    st.decimals(-(10**12), 10**12, places=3), st.sampled_from([".", ","]), st.booleans()
)
def test_what_is_written_with_a_sign_is_read_with_it(
    number: Decimal, sign: str, groups: bool
) -> None:
    written = f"{number:,.3f}" if groups else f"{number:.3f}"
    if sign == ",":
        written = written.translate(str.maketrans(".,", ",."))

    assert sign_in(written) in {sign, UNCLEAR}
    assert number_of(sign)(written) == pytest.approx(float(number), abs=1e-4)


@given(st.floats(-(10**9), 10**9).map(lambda number: round(number, 3)))
def test_a_number_in_a_file_of_ours_is_read_as_it_was(number: float) -> None:
    assert reader_of("number")(values.as_text("number", number)) == number


@pytest.mark.parametrize(
    ("country", "sign"),
    [("BE", ","), ("DE", ","), ("ZA", ","), ("US", "."), ("CH", "."), ("", ".")],
)
def test_countries_differ_in_their_sign(country: str, sign: str) -> None:
    assert decimal_of(country) == sign
