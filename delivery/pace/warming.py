"""A new domain begins with few messages a day: providers trust what grows slowly."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts import limits
from accounts.limits import Rate
from delivery.models import DomainPace

if TYPE_CHECKING:
    from accounts.models import Account

# How many may leave on each day; after the last of them as many as want to.
PLAN = (
    *(50, 100, 200, 400, 700, 1_000, 1_500, 2_000, 3_000, 4_500),
    *(7_000, 10_000, 15_000, 20_000, 30_000, 45_000, 70_000, 100_000),
)
# The bucket of a day is never filled again.
ONCE = 1_000_000_000


def today() -> date:
    return timezone.now().date()


def cap_of(pace: DomainPace, day: date | None = None) -> int | None:
    """How many may leave in the day; None for any number."""
    if pace.warms_since is None:
        return None
    place = ((day or today()) - pace.warms_since).days
    return pace.warm_up[max(place, 0)] if place < len(pace.warm_up) else None


def take(pace: DomainPace, n: int) -> int | None:
    """So many of `n` may leave today; None where nothing limits them."""
    cap = cap_of(pace)
    if cap is None:
        return None
    name = _name(pace)
    return limits.take_some({name: (Rate(cap, ONCE), n)})[name]


def give_back(pace: DomainPace, n: int) -> None:
    """For some who did not leave after all."""
    cap = cap_of(pace)
    if cap is not None:
        limits.give_back(_name(pace), cap, n)


def left(pace: DomainPace) -> int | None:
    cap = cap_of(pace)
    return None if cap is None else int(limits.filled(_name(pace), Rate(cap, ONCE)))


def _name(pace: DomainPace) -> str:
    return f"warm:{pace.pk}:{today():%Y%m%d}"


def begin(account: Account, domain: str, since: date | None = None) -> bool:
    """From a day on by the plan, today if none is said; False where it does already."""
    pace, _made = DomainPace.objects.get_or_create(account=account, domain=domain)
    if pace.warms_since is not None:
        return False
    pace.warms_since, pace.warm_up = min(since or today(), today()), list(PLAN)
    pace.save(update_fields=["warms_since", "warm_up"])
    return True


def end(account: Account, domain: str) -> date | None:
    """Let as many leave as want to; since when it warmed up, to take that back."""
    pace = DomainPace.objects.filter(account=account, domain=domain).first()
    if pace is None:
        return None
    since = pace.warms_since
    pace.warms_since, pace.warm_up = None, []
    pace.save(update_fields=["warms_since", "warm_up"])
    return since
