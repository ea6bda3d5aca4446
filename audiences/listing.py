"""What the list of audiences says of each: how many people, and how that grew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Membership
from audiences.counting import totals_by_day
from audiences.models import Audience, Counter, DailyCount

ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Row:
    audience: Audience
    total: int  # the archived left out
    subscribed: int
    days: list[int]  # the totals of the last thirty

    @property
    def share(self) -> int:
        """The percentage that is subscribed."""
        return round(100 * self.subscribed / self.total) if self.total else 0

    @property
    def menu_id(self) -> str:
        return f"audience-menu-{self.audience.pk}"

    @property
    def has_trend(self) -> bool:
        return any(self.days)

    @property
    def gained(self) -> int:
        return self.days[-1] - self.days[0]

    @property
    def growth(self) -> float | None:
        """The percentage gained in thirty days; None when there was nobody before."""
        return 100 * self.gained / self.days[0] if self.days[0] > 0 else None


def rows(membership: Membership) -> list[Row]:
    """The audiences the member may see, in their order; three queries in all."""
    audiences = list(Audience.objects.for_membership(membership))
    counts = Counter.objects.by_audience(audiences)
    # A day more than is shown, since no two audiences need have the same today.
    since = timezone.now().date() - timedelta(days=31)
    changes = DailyCount.objects.changes_by_audience(audiences, since)
    return [
        _row(audience, counts[audience.pk], changes[audience.pk])
        for audience in audiences
    ]


def people(audience: Audience) -> tuple[int, int]:
    """How many contacts there are, the archived with them, and how many subscribed."""
    counts = Counter.objects.by_key(audience, Counter.Kind.STATUS)
    return sum(counts.values()), counts.get("subscribed", 0)


def _row(audience: Audience, counts: dict[str, int], changes: dict[date, int]) -> Row:
    total = _sum(n for status, n in counts.items() if status != ARCHIVED)
    today = timezone.localdate(timezone=ZoneInfo(audience.time_zone))
    return Row(
        audience=audience,
        total=total,
        subscribed=counts.get("subscribed", 0),
        days=totals_by_day(total, changes, today),
    )


def _sum(numbers: Iterable[int]) -> int:
    return max(0, sum(numbers))
