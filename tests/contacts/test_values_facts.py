"""Yes and no, time zones, moments, addresses of the internet."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from contacts import values
from contacts.values import ValueRefused


@pytest.mark.parametrize("word", ["yes", "TRUE", "1", "x", "Oui", "ja", "Sí", "on"])
def test_words_for_yes(word: str) -> None:
    assert values.truth(word) is True


@pytest.mark.parametrize("word", ["no", "False", "0", "NON", "nee", "Nein", "off"])
def test_words_for_no(word: str) -> None:
    assert values.truth(word) is False


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        *(("Europe/Oslo", "Europe/Oslo"), ("utc", "UTC")),
        *(("america/new york", "America/New_York"), ("US/Eastern", "US/Eastern")),
    ],
)
def test_time_zones_are_found_however_they_are_written(text: str, zone: str) -> None:
    assert values.time_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2020-01-02 03:04:05", (2020, 1, 2, 2, 4, 5)),
        ("2020-07-02T03:04:05.123", (2020, 7, 2, 1, 4, 5, 123000)),
        ("2020-01-02T03:04:05Z", (2020, 1, 2, 3, 4, 5)),
        ("2020-01-02 03:04:05+05:30", (2020, 1, 1, 21, 34, 5)),
        ("2020-01-02 03:04 -0800", (2020, 1, 2, 11, 4)),
        ("2/1/2020 3:04 PM", (2020, 1, 2, 14, 4)),
        ("02.01.2020 12:04 am", (2020, 1, 1, 23, 4)),
        ("2020-01-02 03:04 PM +02:00", (2020, 1, 2, 13, 4)),
        ("Jan 2, 2020, 3:04 p.m. -0800", (2020, 1, 2, 23, 4)),
        ("2 Jan 2020, 03:04:05 GMT", (2020, 1, 2, 3, 4, 5)),
        ("2020-01-02", (2020, 1, 1, 23)),
    ],
)
def test_moments_are_read_with_or_without_an_offset(
    text: str, wanted: tuple[int, int, int, int]
) -> None:
    read = values.moment_of("day", ZoneInfo("Europe/Oslo"))

    assert read(text) == datetime(*wanted, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        *((values.truth, "perhaps", "truth"), (values.truth, "10", "truth")),
        *((values.time_zone, "Oslo", "time_zone"), (values.ip, "1.2.3", "ip")),
        *((values.time_zone, "localtime", "time_zone"), (values.ip, "fe80::1%a", "ip")),
        *((values.region, "x" * 101, "region"), (values.region, "\0", "text_nul")),
        (values.moment_of("day", UTC), "2020-01-02 25:00", "date"),
        (values.moment_of("day", UTC), "0000-00-00 00:00:00", "date"),
        (values.moment_of("day", UTC), "0001-01-01 00:00+14:00", "date"),
        (values.moment_of("day", UTC), "yesterday", "date"),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(
    reader: values.Reader, text: str, code: str
) -> None:
    with pytest.raises(ValueRefused, match=f"^{code}$"):
        reader(text)
    assert values.sentence(code).endswith(".")
