"""What becomes of memberships when two contacts become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiences import people
from segments.models import SegmentMember

if TYPE_CHECKING:
    from audiences.models import Audience


def leave(audience: Audience, kept: int, gone: int) -> None:
    """Whoever stays is looked at anew: the merge is an event that trees listen to."""
    SegmentMember.objects.filter(audience=audience.pk, contact_id=gone).delete()


people.rows("segments_segmentmember", leave)
