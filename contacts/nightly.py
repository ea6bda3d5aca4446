"""The ratings, brought up to date at night: a job for each audience, in slices."""

from __future__ import annotations

from django.utils.translation import gettext as _

from audiences import jobs
from audiences.models import Audience, Job
from contacts.rating import rate

KIND = "contacts.rate"
SLICE = 10_000


def rate_later() -> int:
    """Queue the rating of every audience in which none is under way; count them."""
    started = 0
    for audience in Audience.objects.active().in_order():
        earlier = audience.jobs.filter(kind=KIND)
        if earlier.open().exists():
            continue
        earlier.filter(state=Job.State.FINISHED).delete()  # the last one is enough
        jobs.run_later(_start(audience))
        started += 1
    return started


def _start(audience: Audience) -> Job:
    up_to = audience.contacts.last_id()
    return jobs.start(audience, KIND, _("Rating contacts"), owner=None, up_to=up_to)


@jobs.step_of(KIND)
def rate_slice(job: Job) -> bool:
    contacts = job.audience.contacts.all()
    ids = contacts.next_ids(job.cursor.get("id", 0), job.params["up_to"], SLICE)
    if not ids:
        return False
    changed = rate(job.audience, ids[0], ids[-1])
    job.cursor = {"id": ids[-1]}
    job.done += len(ids)
    job.counts = {"changed": job.counts.get("changed", 0) + changed}
    return len(ids) == SLICE
