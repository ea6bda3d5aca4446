"""What is reported is read from JSON, or refused in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts.ingest.reports import Reader, Refused

FAULTY: list[tuple[Any, str, str]] = [
    (None, "", "An event is an object with a name."),
    ([], "", "An event is an object with a name."),
    *(
        ({"name": name}, "name", "A name has 2 to 30 letters")
        for name in (None, "", "a", "a" * 31, "a b", "contact.added", "é1", 7, "ab\n")
    ),
    ({"name": "ab", "properties": []}, "properties", "Properties are an object"),
    (
        {"name": "ab", "properties": {str(n): n for n in range(51)}},
        "properties",
        "An event has at most 50 properties.",
    ),
    ({"name": "ab", "properties": {"": 1}}, "properties.", "A property needs a name."),
    (
        {"name": "ab", "properties": {"x" * 101: 1}},
        "properties." + "x" * 100,
        "“xxxxxxxxxxxxxxxxxxxx…” is longer than 100 characters.",
    ),
    (
        {"name": "ab", "properties": {"x": "y" * 2001}},
        "properties.x",
        "“yyyyyyyyyyyyyyyyyyyy…” is longer than 2000 characters.",
    ),
    (
        {"name": "ab", "properties": {"x": "a\0"}},
        "properties.x",
        "A text holds a NUL character.",
    ),
    (
        {"name": "ab", "properties": {"x\0": 1}},
        "properties.x",
        "A text holds a NUL character.",
    ),
    (
        {"name": "ab", "properties": {"x": "\ud800"}},
        "properties.x",
        "A text holds half a character.",
    ),
    (
        {"name": "ab", "properties": {"x": float("inf")}},
        "properties.x",
        "The number is too large.",
    ),
    ({"name": "ab", "properties": {"x": 10**30}}, "properties.x", "The number is too"),
    (
        {"name": "ab", "properties": {"x": [[[[1]]]]}},
        "properties.x",
        "Values are at most 4 deep.",
    ),
    (
        {"name": "ab", "properties": {"x": list(range(500))}},
        "properties.x",
        "An event holds at most 200 values",
    ),
    (
        {"name": "ab", "properties": {str(n): "y" * 1999 for n in range(9)}},
        "properties",
        "All properties together are at most 16 kB.",
    ),
    ({"name": "ab", "properties": {"x": object()}}, "properties.x", "A value is a"),
    ({"name": "ab", "occurred_at": "yesterday"}, "occurred_at", "This is no moment"),
    ({"name": "ab", "occurred_at": 5}, "occurred_at", "This is no moment"),
    ({"name": "ab", "is_syncing": "no"}, "is_syncing", "This is true or false."),
    ({"name": "ab", "id": "x" * 256}, "id", "An id is a text of at most 255"),
    ({"name": "ab", "id": {}}, "id", "An id is a text of at most 255"),
]


@pytest.mark.parametrize(("data", "where", "said"), FAULTY)
def test_what_makes_no_sense_is_refused_in_words(
    audience: Audience, data: Any, where: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        Reader.of(audience).read(1, data)

    ((at, sentence),) = refused.value.faults
    assert at == where
    assert sentence.startswith(said)


def test_everything_that_is_wrong_is_said_at_once(audience: Audience) -> None:
    data = {"name": "x", "properties": {"a": "\0", "b": 1}, "occurred_at": "soon"}

    with pytest.raises(Refused) as refused:
        Reader.of(audience).read(1, data)

    assert [at for at, _sentence in refused.value.faults] == [
        *("name", "properties.a", "occurred_at")
    ]


MOMENTS = [
    ("2026-11-05T18:30:00+02:00", datetime(2026, 11, 5, 16, 30, tzinfo=UTC)),
    ("2026-11-05T18:30:00Z", datetime(2026, 11, 5, 18, 30, tzinfo=UTC)),
    ("2026-11-05 18:30", datetime(2026, 11, 5, 18, 30, tzinfo=UTC)),
    ("2026-11-05", datetime(2026, 11, 5, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "at"), MOMENTS)
def test_a_moment_without_a_zone_is_one_of_utc(
    audience: Audience, text: str, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, tzinfo=UTC))

    read = Reader.of(audience).read(1, {"name": "ab", "occurred_at": text})

    assert read.occurred_at == at


def test_a_moment_lies_between_what_is_kept_and_a_day_ahead() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    reader = Reader(now, now - timedelta(days=30))
    tick = timedelta(microseconds=1)

    def at(moment: datetime) -> datetime:
        data = {"name": "ab", "occurred_at": moment.isoformat()}
        return reader.read(1, data).occurred_at

    assert at(now - timedelta(days=30)) == now - timedelta(days=30)
    assert at(now + timedelta(hours=24)) == now + timedelta(hours=24)
    with pytest.raises(Refused, match="before 21 October 2026: older"):
        at(now - timedelta(days=30) - tick)
    with pytest.raises(Refused, match="more than 24 hours ahead"):
        at(now + timedelta(hours=24) + tick)


def test_a_moment_that_no_calendar_has_is_refused(audience: Audience) -> None:
    data = {"name": "ab", "occurred_at": "0001-01-01T00:00:00+23:59"}

    with pytest.raises(Refused):
        Reader.of(audience).read(1, data)
