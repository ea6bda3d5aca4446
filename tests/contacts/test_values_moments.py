"""Moments, in the ways that files and services write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from contacts.values import ValueRefused, moment_of

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-04T05:06:07Z",
        "2026-03-04 06:06:07+01:00",
        "2026-03-04 06:06:07",
        "04/03/2026 06:06:07",
        "4.3.2026 06:06:07",
        "4 March 2026, 6:06:07 AM",
        "4 mars 2026 06:06:07",
        "Wed, 04 Mar 2026 05:06:07 GMT",
        "1772600767",
        "1772600767000",
        "1772600767000000",
        "46085.254247685",
        "20260304T060607",
        "Mar 4, 2026, 5:06:07 AM UTC",
        "Mar 4, 2026, 5:06:07\u202fAM UTC",
        "4 March 2026 6:06:07 a.m. +0100",
        "2026-03-04 06:06:07.25 AM +01:00",
        "Wed, 04 Mar 2026 05:06:07 +0000 (UTC)",
        "2026-03-04T06:06:07+01:00[Europe/Oslo]",
        "Wed Mar 4 06:06:07 +0100 2026",
        "Wed Mar 4 05:06:07 UTC 2026",
        "Wed Mar 4 06:06:07 2026",
        "6:06:07 AM · Mar 4, 2026",
        "06:06:07, Wednesday the 4th of March 2026",
        "4 de mar 2026 06:06:07 h",
        "04.03.2026 06:06:07 Uhr",
        "4 mar 2026 6:06:07 a. m.",
    ],
)
def test_a_moment_is_read_however_it_is_written(cell: str) -> None:
    read = moment_of("day", OSLO)

    said = read(cell).replace(microsecond=0)
    assert said == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_a_day_alone_begins_where_its_zone_is() -> None:
    read = moment_of("month", OSLO)

    assert read("7/4/2026") == datetime(2026, 7, 3, 22, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["soon", "31/02/2026", "", "0", "99999999999999"])
def test_what_is_no_moment_is_refused(cell: str) -> None:
    with pytest.raises(ValueRefused):
        moment_of("day", UTC)(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-04-30 18:30 EST",
        "2026-04-30 18:30 est",
        "Apr 30, 2026, 6:30:00 PM EST",
        "30/04/2026 18:30 Pacific Time",
        "30/04/2026 18:30 GMT Standard Time",
        "2026-04-30T18:30:00[Europe/Oslo]",
        "Thu Apr 30 18:30:00 CEST 2026",
        "18:30 EST, 30 April 2026",
        "18:30, 30 April 2026 EST",
        "2026-04-30 18:30 UTC+2",
        "2026-04-30 18:30 +2",
    ],
)
def test_a_moment_of_a_zone_that_cannot_be_told_is_refused(cell: str) -> None:
    with pytest.raises(ValueRefused):
        moment_of("day", OSLO)(cell)
