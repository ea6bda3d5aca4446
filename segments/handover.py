"""What whoever enters a segment that is followed is given: a tag.

Those who are in it already get it when somebody asks for that, in slices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import jobs
from contacts.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from audiences.models import Job
    from contacts.models import Tag
    from segments.models import Segment

KIND = "segments.tag"
SLICE = 5_000  # contacts that are tagged together


def tag_of(segment: Segment) -> Tag | None:
    """The tag of a segment; None where it has none, or none that is still there."""
    if segment.entry_tag is None:
        return None
    tag: Tag | None = (
        segment.audience.tags.present().filter(pk=segment.entry_tag).first()
    )
    return tag


def hand_over(segment: Segment, ids: Sequence[int]) -> None:
    """Give those who entered the tag of the segment, if it has one that is there."""
    tag = tag_of(segment) if ids else None
    if tag is None:
        return
    cause = Cause(segment.audience, "segment")
    for start in range(0, len(ids), SLICE):
        some = ids[start : start + SLICE]
        segment.audience.contacts.filter(pk__in=some).tag(tag, cause)


@transaction.atomic
def change_tag(
    segment: Segment, tag: Tag | None, *, actor: User | None, inside: bool
) -> Job | None:
    """Give this tag to whoever enters from now on, and no other one.

    Those who are in it get it by the job that is returned, if `inside` says so.
    """
    segment.entry_tag = tag.pk if tag else None
    segment.save(update_fields=["entry_tag"])
    earlier = segment.audience.jobs.filter(kind=KIND, params__segment=segment.pk)
    earlier.open().update(cancel_requested=True)
    if tag is None or not inside:
        return None
    said = {"tag": tag.name, "segment": segment.name}
    job = jobs.start(
        *(segment.audience, KIND, _("“%(tag)s” for those in %(segment)s") % said),
        owner=actor,
        total=segment.members.count(),
        segment=segment.pk,
    )
    jobs.run_later(job)
    return job


@jobs.step_of(KIND)
def tag_slice(job: Job) -> bool:
    segment = job.audience.segments.followed().filter(pk=job.params["segment"]).first()
    if segment is None:
        return False
    segment.audience = job.audience
    return tag_members(segment, job)


def tag_members(segment: Segment, job: Job) -> bool:
    """Give the tag to the next of those who are in it; return if more are left."""
    inside = segment.members.filter(contact_id__gt=job.cursor.get("tagged", 0))
    some = inside.order_by("contact_id").values_list("contact_id", flat=True)
    ids = list(some[:SLICE])
    hand_over(segment, ids)
    if ids:
        job.cursor = {"tagged": ids[-1]}
        job.done += len(ids)
    return len(ids) == SLICE
