"""Taking a tag from those who have it: few at once, many by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audiences import jobs
from audiences.models import JobChunk
from contacts.causes import Cause

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.models import Tag
    from contacts.querysets import ContactQuerySet

KIND = "contacts.take_tag"
AT_ONCE = 10_000


def take(tag: Tag, contacts: ContactQuerySet, cause: Cause) -> Job | None:
    """Take it from these; or record the job that does, which the caller runs.

    Whoever is given the tag later keeps it.
    """
    ids = list(contacts.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
    if len(ids) <= AT_ONCE:
        tag.audience.contacts.filter(pk__in=ids).untag(tag, cause)
        return None
    job = jobs.start(
        tag.audience,
        KIND,
        _("Taking away the tag “%s”") % tag.name,
        owner=cause.actor,
        tag=tag.pk,
        how=cause.how,
        source=cause.source.pk if cause.source else None,
    )
    job.total = JobChunk.objects.fix(job, contacts)
    job.save(update_fields=["total"])
    return job


@jobs.step_of(KIND)
def take_slice(job: Job) -> bool:
    audience, position = job.audience, job.cursor.get("position", 0)
    chunk = audience.jobchunks.of(job, position)
    tag = audience.tags.present().filter(pk=job.params["tag"]).first()
    if chunk is None or tag is None:
        return False
    source = audience.sources.filter(pk=job.params["source"]).first()
    cause = Cause(audience, job.params["how"], actor=job.owner, source=source)
    audience.contacts.filter(pk__in=chunk.ids).untag(tag, cause)
    job.cursor = {"position": position + 1}
    job.done += len(chunk.ids)
    return True
