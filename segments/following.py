"""Following segments: from when somebody depends on who enters and leaves one.

Who is in it is first written down in slices, without a word; from then on every change
is an event. A tree that is changed is begun with anew.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs
from audiences.models import Audience
from conditions.moments import At
from contacts.indexes.settling import settle_later
from events import listeners
from segments import handover, membership
from segments.binding import bound_of
from segments.depending import depending_on, hold, look_anew
from segments.models import Segment
from segments.references import Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from accounts.models import User
    from audiences.models import Job
    from audiences.querysets import JobQuerySet
    from conditions.binding import Bound
    from contacts.models import Tag
    from preferences.models import Preference
    from segments.membership import Change
    from segments.querysets import SegmentQuerySet

logger = logging.getLogger(__name__)

KIND = "segments.follow"
SLICE = 20_000

# A segment, the people who are looked at anew, and what its tree says.
type Hearing = tuple[Segment, Sequence[int], Bound]


@transaction.atomic
def follow(
    segment: Segment,
    tag: Tag | None,
    preference: Preference | None = None,
    *,
    actor: User | None,
    inside: bool = False,
) -> Job:
    """Write down who is in it, and give these to who enters, or to all `inside`."""
    is_new = not segment.is_followed
    if is_new:
        segment.followed_at = timezone.now()
    segment.entry_tag = tag.pk if tag else None
    segment.entry_preference = preference.pk if preference else None
    segment.save(update_fields=["followed_at", "entry_tag", "entry_preference"])
    settle_later(segment.audience)
    return _begin(segment, actor=actor, inside=inside, fresh=is_new)


@transaction.atomic
def unfollow(segment: Segment, *, actor: User | None) -> Job:
    segment.followed_at = segment.entry_tag = segment.entry_preference = None
    segment.save(update_fields=["followed_at", "entry_tag", "entry_preference"])
    return _begin(segment, actor=actor, inside=False)


@transaction.atomic
def begin_anew(segment: Segment, *, actor: User | None) -> None:
    """After its tree was changed: who is in it by the new one did not enter now."""
    hold(segment.audience)
    depending = depending_on(segment)
    for other in depending:
        _reset(other)
    # As long as that lasts nobody else syncs: no row is waited for from here on.
    listeners.sync(segment.audience)
    for other in depending:
        _start(other, actor=actor, inside=_owes_tags(other))


@transaction.atomic
def archive(segment: Segment) -> bool:
    """Put it away: nobody is in those that refer to it. False where it is already."""
    if not segment.archive():
        return False
    look_anew(segment.audience, [Reference("segment", segment.pk)])
    return True


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
    hearing: list[Hearing] = []
    for segment in audience.segments.followed().order_by("pk"):
        segment.audience = audience
        bound = bound_of(segment)
        heard = membership.listened_to(bound) & touched.keys()
        ids = sorted({pk for name in heard for pk in touched[name]})
        if ids:
            hearing.append((segment, ids, bound))
    membership.hold(*(segment.pk for segment, _ids, _bound in hearing))
    if len(hearing) > 1:
        hearing = _moving(audience, at, hearing)
    entered = [
        (segment, _refresh(segment, at, ids, bound, handing=False))
        for segment, ids, bound in hearing
    ]
    for segment, change in entered:
        if change:
            handover.hand_over(segment, change.entered)


def _moving(audience: Audience, at: At, hearing: list[Hearing]) -> list[Hearing]:
    """Those of each segment who enter or leave it, all of them locked by id.

    One segment after the other would lock them in an order of its own. Whoever changes
    meanwhile is told of by another event.
    """
    moving: list[Hearing] = []
    for segment, ids, bound in hearing:
        if moved := membership.differing(segment, at, ids, bound):
            moving.append((segment, moved, bound))
    membership.hold_people(audience, {pk for _s, ids, _b in moving for pk in ids})
    return moving


def turn(now: datetime) -> int:
    """Refresh the segments that time has turned; return how many these were."""
    return _refresh_all(Segment.objects.due(now), now)


def repair() -> int:
    """Refresh every segment that is followed, of everybody; return how many."""
    return _refresh_all(Segment.objects.settled())


def _refresh_all(segments: SegmentQuerySet, now: datetime | None = None) -> int:
    """Refresh those of the active audiences; return how many.

    What fails in one keeps no other from its turn, and is raised in the end.
    """
    refreshed, failed = 0, None
    active = segments.filter(audience__in=Audience.objects.active())
    for segment in active.select_related("audience").order_by("audience_id", "pk"):
        try:
            change = _refresh(segment, At.of(segment.audience, now))
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.exception("Segment %s could not be refreshed", segment.pk)
            failed = error
        else:
            refreshed += change is not None
    if failed:
        raise failed
    return refreshed


@transaction.atomic
def _refresh(
    segment: Segment,
    at: At,
    among: Sequence[int] | None = None,
    bound: Bound | None = None,
    *,
    handing: bool = True,
) -> Change | None:
    """Refresh it, unless it is being begun with or was let go meanwhile."""
    membership.hold(segment.pk)
    settled = segment.audience.segments.settled()
    if among is None:
        now = _locked(settled, segment)
    else:
        now = settled.filter(pk=segment.pk).first()
    if now is None:
        return None
    now.audience, segment.entry_tag = segment.audience, now.entry_tag
    segment.entry_preference = now.entry_preference
    if now.kept_at != segment.kept_at:
        bound = None  # what it says may be something else since it was read
    return membership.refresh(now, at, among, bound=bound, handing=handing)


def _locked(segments: SegmentQuerySet, segment: Segment) -> Segment | None:
    """The segment as it is now: what it depends on goes before this, or after it."""
    now = segments.select_for_update(no_key=True).filter(pk=segment.pk).first()
    if now is not None:
        now.audience = segment.audience
    return now


def _begin(
    segment: Segment, *, actor: User | None, inside: bool, fresh: bool = False
) -> Job:
    _reset(segment)
    listeners.sync(segment.audience)
    return _start(segment, actor=actor, inside=inside, fresh=fresh)


def _reset(segment: Segment) -> None:
    segment.kept_at = segment.next_flip_at = None
    segment.save(update_fields=["kept_at", "next_flip_at"])


def _start(
    segment: Segment, *, actor: User | None, inside: bool, fresh: bool = False
) -> Job:
    audience = segment.audience
    jobs_of(segment).open().update(cancel_requested=True)
    label = _("Who is in %s") % segment.name
    job = jobs.start(
        *(audience, KIND, label),
        owner=actor,
        total=sum(audience.status_counts.values()),
        segment=segment.pk,
        inside=inside,
        fresh=fresh,
        up_to=audience.contacts.last_id(),
    )
    jobs.run_later(job)
    return job


def _owes_tags(segment: Segment) -> bool:
    """Whether those who are in it are yet to get the tag, as somebody wanted."""
    owed = Q(kind=handover.KIND) | Q(params__inside=True)
    return jobs_of(segment).open().filter(owed).exists()


def jobs_of(segment: Segment) -> JobQuerySet:
    """The work at a segment: beginning with it, letting it go, tagging who is in it."""
    jobs_there: JobQuerySet = segment.audience.jobs.filter(
        kind__in=[KIND, handover.KIND], params__segment=segment.pk
    )
    return jobs_there


@jobs.step_of(KIND)
def follow_slice(job: Job) -> bool:
    membership.hold(job.params["segment"])
    segment = job.audience.segments.filter(pk=job.params["segment"]).first()
    if segment is None:
        return False
    segment.audience = job.audience
    if not segment.is_followed:
        return _forget(segment, job)
    if "tagged" in job.cursor:
        return handover.tag_members(segment, job)
    return _write_down(segment, job)


def _write_down(segment: Segment, job: Job) -> bool:
    if job.params["fresh"] and not job.cursor and _forget(segment, job):
        return True  # whom an earlier time has left behind
    contacts = job.audience.contacts.all()
    ids = contacts.next_ids(job.cursor.get("id", 0), job.params["up_to"], SLICE)
    at = At.of(job.audience)
    if ids:
        membership.refresh(segment, at, ids, quietly=True)
        job.cursor = {"id": ids[-1]}
        job.done += len(ids)
        return True
    segment = _locked(job.audience.segments.all(), segment) or segment
    membership.refresh(segment, at, quietly=True)  # whoever changed meanwhile
    if not (job.params["inside"] and handover.gives(segment)):
        return False
    job.cursor = {"tagged": 0}
    job.total = (job.total or 0) + segment.members.count()
    return True


def _forget(segment: Segment, job: Job) -> bool:
    some = segment.members.order_by("contact_id").values_list("contact_id", flat=True)
    ids = list(some[:SLICE])
    membership.hold_people(segment.audience, ids)
    segment.members.filter(contact_id__in=ids).delete()
    job.done += len(ids)
    return len(ids) == SLICE
