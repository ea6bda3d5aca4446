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
    from contacts.models import Contact
    from segments.models import Segment

PATIENCE = 5.0  # seconds


class Membership(NamedTuple):
    segment: Segment
    member: SegmentMember | None  # since when, where it is followed


class Memberships(NamedTuple):
    inside: list[Membership]
    others: list[Segment]


def memberships_of(audience: Audience, contact: Contact) -> Memberships:
    """The segments that the contact is in, and those they are not; raises TooSlow.

    By name, without those that need to be mended. The archived are in none.
    """
    subject = Segments(audience)
    sound = [
        (segment, root)
        for segment in subject.segments.values()
        if (root := subject.bind(segment.pk).root) is not None
    ]
    segments, roots = [segment for segment, _root in sound], [r for _s, r in sound]
    answers = [False] * len(sound)
    if contact.archived_at is None:
        with bounded(PATIENCE):
            everyone, at = audience.contacts.all(), At.of(audience)
            answers = truths(roots, everyone, contact.pk, at)
    told = list(zip(segments, answers, strict=True))
    inside = [segment for segment, yes in told if yes]
    others = [segment for segment, yes in told if not yes]
    rows = SegmentMember.objects.filter(audience=audience, contact_id=contact.pk)
    kept = rows.filter(segment__in=[each for each in inside if each.kept_at])
    members = {member.segment_id: member for member in kept}
    return Memberships(
        [Membership(segment, members.get(segment.pk)) for segment in inside], others
    )
