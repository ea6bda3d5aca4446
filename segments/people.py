"""Memberships of segments that are followed: told, and left when two become one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiences import people
from audiences.people import Person, Row, Telling
from segments.models import SegmentMember

if TYPE_CHECKING:
    from audiences.models import Audience


def leave(audience: Audience, kept: int, gone: int) -> None:
    """Whoever stays is looked at anew: the merge is an event that trees listen to."""
    SegmentMember.objects.filter(audience=audience.pk, contact_id=gone).delete()


def tell(person: Person) -> Iterator[Row]:
    members = SegmentMember.objects.filter(audience=person.audience.pk)
    own = members.filter(contact_id=person.pk).select_related("segment")
    for member in own.order_by("entered_at", "segment_id"):
        yield {"segment": member.segment.name, "entered_at": member.entered_at}


people.rows("segments_segmentmember", leave, tells=Telling("segments", tell))
