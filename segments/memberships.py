"""In which segments one person is: all of them are asked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conditions.asking import bounded
from conditions.explaining import truths
from conditions.moments import At
from segments.conditions import Segments
from segments.models import SegmentMember

if TYPE_CHECKING:
    from audiences.models import Audience
    from segments.models import Segment

PATIENCE = 5.0  # seconds


class Membership(NamedTuple):
    segment: Segment
    member: SegmentMember | None  # since when, where it is followed


def memberships_of(audience: Audience, pk: int) -> list[Membership]:
    """The segments that the contact of this id is in, by name; raises TooSlow."""
    segments = segments_of(audience, pk)
    rows = SegmentMember.objects.filter(audience=audience, contact_id=pk)
    kept = rows.filter(segment__in=[each for each in segments if each.kept_at])
    members = {member.segment_id: member for member in kept}
    return [Membership(segment, members.get(segment.pk)) for segment in segments]


def segments_of(audience: Audience, pk: int) -> list[Segment]:
    """The same without since when."""
    subject = Segments(audience)
    sound = [
        (segment, root)
        for segment in subject.segments.values()
        if (root := subject.bind(segment.pk).root) is not None
    ]
    roots = [root for _segment, root in sound]
    with bounded(PATIENCE):
        found = truths(roots, audience.contacts.all(), pk, At.of(audience))
    return [segment for (segment, _root), yes in zip(sound, found, strict=True) if yes]
