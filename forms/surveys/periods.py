"""The time of which results are looked at: days where the audience is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from audiences.models import Audience

PRESETS = (7, 30, 90, 365)
OWN = "own"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both of them included; None for no end."""

    zone: ZoneInfo
    days: str = ""  # as it was chosen: a number, `own`, or nothing for all
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, audience: Audience, said: Mapping[str, str]) -> Self:
        """What a query asks for; what cannot be read asks for all."""
        zone = ZoneInfo(audience.time_zone)
        days = said.get("days", "")
        if days in map(str, PRESETS):
            today = timezone.localdate(timezone=zone)
            return cls(zone, days, today - timedelta(days=int(days) - 1))
        if days == OWN:
            return cls(zone, OWN, _day(said, "from"), _day(said, "to"))
        return cls(zone)

    @property
    def since(self) -> datetime | None:
        return self._start(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The moment that is no longer within it."""
        return self._start(self.last + timedelta(days=1)) if self.last else None

    @property
    def said(self) -> dict[str, str]:
        """As a query asks for it."""
        if self.days != OWN:
            return {"days": self.days} if self.days else {}
        ends = {"from": self.first, "to": self.last}
        own = {name: day.isoformat() for name, day in ends.items() if day}
        return {"days": OWN, **own}

    @property
    def choices(self) -> list[tuple[str, str]]:
        presets = [
            (str(n), ngettext("Last %(n)s day", "Last %(n)s days", n) % {"n": n})
            for n in PRESETS
        ]
        return [("", _("All time")), *presets, (OWN, _("Own range"))]

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


def _day(said: Mapping[str, str], name: str) -> date | None:
    try:
        day = parse_date(said.get(name, ""))
    except ValueError:
        return None
    # Beyond these, a day has no next one or no moment.
    return day if day and 1970 <= day.year <= 9000 else None
