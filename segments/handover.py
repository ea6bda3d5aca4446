"""What whoever enters a segment that is followed is given: a tag, a preference.

Those who are in it already get it when somebody asks for that, in slices. A preference
is given to nobody who unsubscribed from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import jobs
from contacts.causes import Cause
from preferences import choosing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from audiences.models import Job
    from contacts.models import Tag
    from preferences.models import Preference
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


def preference_of(segment: Segment) -> Preference | None:
    """The preference of a segment; None where it has none that is offered."""
    if segment.entry_preference is None:
        return None
    offered = segment.audience.preferences.offered()
    preference: Preference | None = offered.filter(pk=segment.entry_preference).first()
    return preference


def gives(segment: Segment) -> bool:
    return segment.entry_tag is not None or segment.entry_preference is not None


def hand_over(segment: Segment, ids: Sequence[int]) -> None:
    """Give those who entered what the segment gives, as far as that is there."""
    tag = tag_of(segment) if ids else None
    preference = preference_of(segment) if ids else None
    cause = Cause(segment.audience, "segment")
    chosen = replace(cause, about={"segment": segment.pk})
    for start in range(0, len(ids), SLICE):
        some = segment.audience.contacts.filter(pk__in=ids[start : start + SLICE])
        if tag:
            some.tag(tag, cause)
        if preference:
            choosing.give(some, preference, chosen)


@transaction.atomic
def change(
    segment: Segment,
    tag: Tag | None,
    preference: Preference | None = None,
    *,
    actor: User | None,
    inside: bool,
) -> Job | None:
    """Give these to whoever enters from now on, and no others.

    Those who are in it get them by the job that is returned, if `inside` says so.
    """
    segment.entry_tag = tag.pk if tag else None
    segment.entry_preference = preference.pk if preference else None
    segment.save(update_fields=["entry_tag", "entry_preference"])
    earlier = segment.audience.jobs.filter(kind=KIND, params__segment=segment.pk)
    earlier.open().update(cancel_requested=True)
    given = [f"“{one.name}”" for one in (tag, preference) if one]
    if not given or not inside:
        return None
    said = {"given": ", ".join(given), "segment": segment.name}
    job = jobs.start(
        *(segment.audience, KIND, _("%(given)s for those in %(segment)s") % said),
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
    """Give it to the next of those who are in it; return if more are left."""
    inside = segment.members.filter(contact_id__gt=job.cursor.get("tagged", 0))
    some = inside.order_by("contact_id").values_list("contact_id", flat=True)
    ids = list(some[:SLICE])
    hand_over(segment, ids)
    if ids:
        job.cursor = {"tagged": ids[-1]}
        job.done += len(ids)
    return len(ids) == SLICE
