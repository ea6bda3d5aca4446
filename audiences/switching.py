"""The other audiences one can go to, staying in the section one is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import navigation
from audiences.models import Audience

if TYPE_CHECKING:
    from accounts.models import Membership


@dataclass(frozen=True, slots=True)
class Place:
    """An audience to switch to; its URL stays in the section one is in."""

    pk: int
    name: str
    hue: int
    url: str
    is_here: bool


def places(membership: Membership, section: str, here: int | None) -> list[Place]:
    """Those the member may open, in their order; archived ones only if one is there."""
    item = navigation.item_in("audience", section)
    rows = Audience.objects.for_membership(membership).only("name", "archived_at")
    return [
        Place(
            pk=row.pk,
            name=row.name,
            hue=row.hue,
            url=item.url(row.pk) if item else row.get_absolute_url(),
            is_here=row.pk == here,
        )
        for row in rows
        if row.archived_at is None or row.pk == here
    ]
