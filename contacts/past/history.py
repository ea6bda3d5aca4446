"""Which files of past events were brought before, and whom they added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from contacts.filters import EVERYONE
from contacts.models import PastImport, Source

if TYPE_CHECKING:
    from audiences.models import Audience

LATEST = 10


def latest(audience: Audience) -> list[PastImport]:
    """The last files, those among them with which nobody went on yet."""
    runs = audience.pastimports.select_related("job", "check_job", "owner")
    return list(runs.order_by("-pk")[:LATEST])


def people_url(run: PastImport) -> str:
    """Where the people are whom it added; nothing where it added nobody."""
    sources = run.audience.sources.filter(kind=Source.Kind.PAST, object_id=run.pk)
    source = sources.values_list("pk", flat=True).first()
    if source is None:
        return ""
    url = reverse("contacts:contact_list", args=[run.audience_id])
    return f"{url}?source={source}&status={EVERYONE}"
