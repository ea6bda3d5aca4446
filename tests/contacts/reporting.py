"""Things that people do elsewhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from audiences.models import Audience
from contacts.ingest import writing
from contacts.ingest.reports import Report
from contacts.models import Contact
from events.models import CustomEvent


def happen(
    contact: Contact, name: str = "bought", days_ago: float = 0, **said: Any
) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    writing.write(contact.audience, [Report(contact.pk, name, json.dumps(said), at)])


def event_of(audience: Audience, name: str = "bought") -> CustomEvent:
    return CustomEvent.objects.get(audience=audience, name__name=name)
