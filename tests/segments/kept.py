"""What the tests of followed segments share."""

from __future__ import annotations

from audiences import jobs
from audiences.models import Audience, Job
from contacts.models import Contact
from events.models import Event
from events.names import Own
from segments import following
from segments.models import Segment


def finish(audience: Audience) -> Job:
    (job,) = audience.jobs.filter(kind=following.KIND).open().order_by("pk")
    return jobs.run(job)


def members(segment: Segment) -> list[int]:
    rows = segment.members.order_by("contact_id")
    return list(rows.values_list("contact_id", flat=True))


def entered(audience: Audience) -> int:
    return Event.objects.filter(
        audience=audience, name_id=int(Own.SEGMENT_ENTERED)
    ).count()


def tags(contact: Contact) -> list[int]:
    contact.refresh_from_db()
    return contact.tag_ids
