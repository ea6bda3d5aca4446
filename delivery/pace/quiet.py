"""Hours in which people are left in peace, by their own clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, zone: str, begins: time, ends: time) -> datetime | None:
    """When the quiet hours end in which it is now; None outside of them.

    Hours that end as they begin are none. An end that the clock leaps over is later.
    """
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    if begins == ends:
        return None
    if begins < ends:
        is_quiet, day = begins <= clock < ends, local.date()
    else:
        is_quiet = clock >= begins or clock < ends
        day = local.date() + timedelta(days=clock >= begins)
    if not is_quiet:
        return None
    end = datetime.combine(day, ends, ZoneInfo(zone))
    # Where the hour is said twice, as it is when clocks are put back, it is over once.
    return max(end, now)
