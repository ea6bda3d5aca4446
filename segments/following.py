"""Following segments: from when somebody depends on who enters and leaves one.

Who is in it is first written down in slices, without a word; from then on every change
is an event. A tree that is changed is begun with anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs
from audiences.models import Audience
from conditions.moments import At
from events import listeners
from segments import membership
from segments.binding import bound_of
from segments.models import Segment
from segments.references import Reference, references_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from accounts.models import User
    from audiences.models import Job
    from contacts.models import Tag
    from segments.querysets import SegmentQuerySet

KIND = "segments.follow"
SLICE = 20_000


@transaction.atomic
def follow(
    segment: Segment, tag: Tag | None, *, actor: User | None, inside: bool = False
) -> None:
    """Write down from now on who is in it, and give the tag to whoever enters.

    To those as well who are inside already, if `inside` says so.
    """
    segment.is_kept = True
    segment.entry_tag = tag.pk if tag else None
    segment.save(update_fields=["is_kept", "entry_tag"])
    _begin(segment, actor=actor, inside=inside and tag is not None)


@transaction.atomic
def unfollow(segment: Segment, *, actor: User | None) -> None:
    segment.is_kept, segment.entry_tag = False, None
    segment.save(update_fields=["is_kept", "entry_tag"])
    _begin(segment, actor=actor, inside=False)


@transaction.atomic
def begin_anew(segment: Segment, *, actor: User | None) -> None:
    """After its tree was changed: who is in it by the new one did not enter now.

    So it is of the segments that refer to it, be it by way of others.
    """
    followed = list(segment.audience.segments.followed().order_by("pk"))
    if not followed:
        return
    changed = _referring(segment)
    for other in followed:
        if other.pk in changed:
            other.audience = segment.audience
            _begin(other, actor=actor, inside=False)


def _referring(segment: Segment) -> set[int]:
    """The segment, and those that refer to it, directly or not."""
    trees = segment.audience.segments.present().values_list("pk", "tree")
    refers = {pk: references_in(tree) for pk, tree in trees}
    found: set[int] = set()
    new = {segment.pk}
    while new:
        found |= new
        wanted = {Reference("segment", pk) for pk in new}
        new = {pk for pk, to in refers.items() if to & wanted} - found
    return found


def wanted(audience: Audience) -> frozenset[int]:
    """The names of the events that the followed segments listen to."""
    return frozenset(
        name
        for segment in audience.segments.followed().select_related("audience")
        for name in membership.listened_to(bound_of(segment))
    )


def react(audience: Audience, touched: Mapping[int, Collection[int]]) -> None:
    """Look anew at people to whom something happened: their ids, by the name of it.

    A segment that is just being begun with is left alone: when it is whole, everybody
    is looked at once more.
    """
    at = At.of(audience)
    for segment in audience.segments.followed().order_by("pk"):
        segment.audience = audience
        bound = bound_of(segment)
        heard = membership.listened_to(bound) & touched.keys()
        ids = sorted({pk for name in heard for pk in touched[name]})
        if ids:
            with transaction.atomic():
                membership.hold(segment)
                if audience.segments.settled().filter(pk=segment.pk).exists():
                    membership.refresh(segment, at, ids, bound=bound)


def turn(now: datetime) -> int:
    """Refresh the segments that time has turned; return how many these were."""
    due = Segment.objects.filter(audience=OuterRef("pk")).due(now)
    audiences = Audience.objects.active().filter(Exists(due)).order_by("pk")
    return sum(
        _refresh_all(audience, audience.segments.due(now), now)
        for audience in audiences
    )


def repair() -> int:
    """Refresh every segment that is followed, of everybody; return how many."""
    return sum(
        _refresh_all(audience, audience.segments.settled(), timezone.now())
        for audience in Audience.objects.active().order_by("pk")
    )


def _refresh_all(audience: Audience, segments: SegmentQuerySet, now: datetime) -> int:
    refreshed = 0
    for segment in segments.order_by("pk"):
        segment.audience = audience
        membership.refresh(segment, At.of(audience, now))
        refreshed += 1
    return refreshed


def _begin(segment: Segment, *, actor: User | None, inside: bool) -> None:
    audience = segment.audience
    segment.kept_at = segment.next_flip_at = None
    segment.save(update_fields=["kept_at", "next_flip_at"])
    listeners.sync(audience)
    earlier = audience.jobs.filter(kind=KIND, params__segment=segment.pk)
    earlier.open().update(cancel_requested=True)
    label = _("Who is in %s") % segment.name
    job = jobs.start(
        *(audience, KIND, label),
        owner=actor,
        total=sum(audience.status_counts.values()),
        segment=segment.pk,
        inside=inside,
        up_to=audience.contacts.last_id(),
    )
    jobs.run_later(job)


@jobs.step_of(KIND)
def follow_slice(job: Job) -> bool:
    segment = job.audience.segments.filter(pk=job.params["segment"]).first()
    if segment is None:
        return False
    segment.audience = job.audience
    if not segment.is_kept:
        return _forget(segment, job)
    if "tagged" in job.cursor:
        return _tag(segment, job)
    contacts = job.audience.contacts.all()
    ids = contacts.next_ids(job.cursor.get("id", 0), job.params["up_to"], SLICE)
    at = At.of(job.audience)
    if ids:
        membership.refresh(segment, at, ids, quietly=True)
        job.cursor = {"id": ids[-1]}
        job.done += len(ids)
        return True
    membership.refresh(segment, at, quietly=True)  # whoever changed meanwhile
    job.cursor = {"tagged": 0}
    return bool(job.params["inside"])


def _tag(segment: Segment, job: Job) -> bool:
    inside = segment.members.filter(contact_id__gt=job.cursor["tagged"])
    some = inside.order_by("contact_id").values_list("contact_id", flat=True)
    ids = list(some[: membership.HAND_OVER])
    membership.hand_over(segment, ids)
    if ids:
        job.cursor = {"tagged": ids[-1]}
    return len(ids) == membership.HAND_OVER


def _forget(segment: Segment, job: Job) -> bool:
    some = segment.members.order_by("contact_id").values_list("contact_id", flat=True)
    ids = list(some[:SLICE])
    segment.members.filter(contact_id__in=ids).delete()
    job.done += len(ids)
    return len(ids) == SLICE
