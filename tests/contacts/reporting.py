"""Things that people do elsewhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from audiences.models import Audience
from contacts.ingest import writing
from contacts.ingest.reports import Report
from contacts.models import Contact
from events.models import CustomEvent, Event, EventDay, EventTotal


def happen(
    contact: Contact, name: str = "bought", days_ago: float = 0, **said: Any
) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    writing.write(contact.audience, [Report(contact.pk, name, json.dumps(said), at)])


def event_of(audience: Audience, name: str = "bought") -> CustomEvent:
    return CustomEvent.objects.get(audience=audience, name__name=name)


def assert_agreed(audience: Audience, zone: Any) -> None:
    """The totals of the audience, and the days of reports, are what its log says."""
    log = Event.objects.filter(audience=audience)
    said = ("name_id", "contact_id", "n", "first_at", "last_at")
    counted = log.values("name_id", "contact_id").annotate(
        n=Count("id"), first_at=Min("occurred_at"), last_at=Max("occurred_at")
    )
    kept = EventTotal.objects.filter(audience=audience).values_list(*said)
    assert sorted(kept) == sorted(counted.values_list(*said))
    days: dict[tuple[int, Any], int] = {}
    reported = log.filter(kind=Event.Kind.CUSTOM)
    for name_id, at in reported.values_list("name_id", "occurred_at"):
        key = name_id, at.astimezone(zone).date()
        days[key] = days.get(key, 0) + 1
    rows = EventDay.objects.filter(audience=audience).values_list("name_id", "day")
    summed = rows.annotate(all=Sum("n")).order_by()
    assert {(name_id, day): n for name_id, day, n in summed} == days
