"""What the totals say of a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from contacts.happenings import tellings
from events.names import FIRST_CUSTOM_ID

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from contacts.profile import Profile
    from events.totals import Total


@dataclass(frozen=True, slots=True)
class Often:
    """How often something happened; `name` is what the log calls it."""

    icon: str
    label: str | Promise
    name: str
    n: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Insights:
    rows: list[Often]
    events: int
    own_events: int  # that others reported
    last_at: datetime | None
    days_here: int


def insights_of(profile: Profile) -> Insights:
    totals = profile.totals
    return Insights(
        rows=[_often(total) for total in totals],
        events=sum(total.n for total in totals),
        own_events=sum(t.n for t in totals if t.name_id >= FIRST_CUSTOM_ID),
        last_at=max((total.last_at for total in totals), default=None),
        days_here=max((timezone.now() - profile.contact.created_at).days, 0),
    )


def _often(total: Total) -> Often:
    telling = tellings.get(total.name_id)
    is_custom = total.name_id >= FIRST_CUSTOM_ID
    return Often(
        icon=telling.icon if telling else "bolt" if is_custom else "point",
        label=(telling.label if telling else "") or total.name,
        name=total.name,
        n=total.n,
        first_at=total.first_at,
        last_at=total.last_at,
    )
