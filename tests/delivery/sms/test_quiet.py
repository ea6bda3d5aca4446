"""When somebody may be sent an SMS, by their own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.sms.countries import COUNTRIES, easter, holidays_of_france, hours_of
from delivery.sms.holding import first_moment
from delivery.sms.quiet import next_allowed

ZONES = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"]
ZONES += ["America/Havana", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu"]
# From 2024 to 2029.
MOMENTS = st.integers(1_704_067_200, 1_893_456_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def held(country: str, zone: str, text: str) -> str | None:
    """Until when, by the clock of the place."""
    until = next_allowed(country, zone, at(text, zone))
    if until is None:
        return None
    return until.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", None),
        ("2026-11-24 21:59", None),
        ("2026-11-24 22:00", "2026-11-25 08:00"),
        ("2026-11-28 22:00", "2026-11-30 08:00"),  # a Saturday
        ("2026-11-29 12:00", "2026-11-30 08:00"),  # a Sunday
        ("2026-05-01 12:00", "2026-05-02 08:00"),
        ("2026-04-04 23:00", "2026-04-07 08:00"),  # Easter and its Monday
        ("2026-05-14 10:00", "2026-05-15 08:00"),  # Ascension
        ("2026-12-24 22:30", "2026-12-26 08:00"),
    ],
)
def test_in_france_not_at_night_on_sundays_and_holidays(
    text: str, until: str | None
) -> None:
    assert held("FR", "Europe/Paris", text) == until


@pytest.mark.parametrize(
    ("country", "text", "until"),
    [
        ("US", "2026-11-29 20:59", None),
        ("US", "2026-11-29 21:00", "2026-11-30 08:00"),
        ("US", "2026-07-04 12:00", None),
        ("XX", "2026-11-29 12:00", None),
        ("", "2026-11-29 03:00", "2026-11-29 08:00"),
    ],
)
def test_elsewhere_by_the_hours_of_the_country(
    country: str, text: str, until: str | None
) -> None:
    assert held(country, "America/New_York", text) == until


def test_it_is_their_clock_that_counts_and_not_that_of_who_sends() -> None:
    noon_in_oslo = at("2026-11-24 12:00", "Europe/Oslo")

    assert next_allowed("US", "America/Los_Angeles", noon_in_oslo) == at(
        "2026-11-24 08:00", "America/Los_Angeles"
    )


@pytest.mark.parametrize(
    ("text", "hours"), [("2026-03-28 22:00", 33), ("2026-10-24 22:00", 35)]
)
def test_a_night_in_which_clocks_change_is_as_long_as_it_is(
    text: str, hours: int
) -> None:
    """A Saturday evening in Paris, until Monday morning."""
    start = at(text, "Europe/Paris").astimezone(UTC)

    until = next_allowed("FR", "Europe/Paris", start)

    assert until is not None
    assert until - start == timedelta(hours=hours)


@given(st.sampled_from([*COUNTRIES, "NO"]), st.sampled_from(ZONES), MOMENTS)
def test_what_is_held_goes_at_the_first_moment_that_it_may(
    country: str, zone: str, moment: datetime
) -> None:
    until = next_allowed(country, zone, moment)

    then = until or moment
    local = then.astimezone(ZoneInfo(zone))
    hours = hours_of(country)
    assert next_allowed(country, zone, then) is None
    assert hours.opens <= local.time() < hours.closes
    assert hours.are_on(local.date())
    if until:
        assert until > moment
        assert next_allowed(country, zone, until - timedelta(seconds=1)) == until


def test_easter_is_where_it_is() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}

    assert {year: easter(year) for year in known} == {
        year: date(year, *day) for year, day in known.items()
    }


def test_france_has_eleven_holidays() -> None:
    assert len(holidays_of_france(2026)) == 11


def test_where_it_is_never_day_in_all_zones_the_audience_has_one() -> None:
    zones = ("Europe/London", "Asia/Tokyo", "America/Denver")
    noon = at("2026-11-24 12:00")

    def until(of_all: str) -> datetime | None:
        return first_moment("", zones, of_all, lambda _zone, _at: None, noon)

    assert until("Europe/London") is None
    assert until("America/Denver") == noon.replace(hour=15)
