from __future__ import annotations

import pytest

from contacts.values import reader_of


@pytest.mark.parametrize(
    ("cell", "american", "belgian"),
    [
        ("3/4", "03-04", "03-04"),
        ("03-04", "03-04", "03-04"),
        ("3.4.", "04-03", "04-03"),
        ("3/4/1980", "03-04", "04-03"),
        ("03-04-1980", "03-04", "04-03"),
        ("3.4.80", "03-04", "04-03"),
    ],
)
def test_a_birthday_with_its_year_is_read_as_the_country_writes_dates(
    cell: str, american: str, belgian: str
) -> None:
    assert reader_of("birthday", country="US")(cell) == american
    assert reader_of("birthday", country="BE")(cell) == belgian
