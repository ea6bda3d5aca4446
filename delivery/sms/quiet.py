"""Hours in which nobody is sent an SMS: it is held until they are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from delivery.sms.countries import hours_of

DAYS = 14  # that are looked at; in no country are more closed in a row


def next_allowed(country: str, zone: str, at: datetime) -> datetime | None:
    """When it may go, in UTC, if not at that moment; None if it may go then.

    By the clock of the recipient's time zone, also on days on which it is changed.
    """
    hours, tz = hours_of(country), ZoneInfo(zone)
    today = at.astimezone(tz).date()
    for n in range(DAYS):
        day = today + timedelta(days=n)
        if not hours.are_on(day):
            continue
        opens = datetime.combine(day, hours.opens, tz).astimezone(UTC)
        closes = datetime.combine(day, hours.closes, tz).astimezone(UTC)
        if at < opens:
            return opens
        if at < closes:
            return None
    raise AssertionError("A country is closed for two weeks.")
