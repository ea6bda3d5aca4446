"""What followed segments depend on: other segments, and what their trees name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from events import listeners
from events.waking import wake_after_commit
from segments.references import Reference, references_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from audiences.models import Audience
    from segments.models import Segment

# Two saves at once could each make the half of a ring, and two that change several rows
# could each wait for one of the other's.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('segments.saving', %s))"


def hold(audience: Audience) -> None:
    """Keep others from changing several of its segments until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [audience.pk])


def depending_on(segment: Segment) -> list[Segment]:
    """The followed segments that its tree decides about.

    Itself, and those that refer to it, be it by way of others.
    """
    return _depending(segment.audience, [Reference("segment", segment.pk)])


@transaction.atomic
def look_anew(audience: Audience, changed: Collection[Reference]) -> None:
    """After these went or came back: have whoever reacts look at everybody at once.

    Unlike after a change of its tree, whoever is in a segment no more has left it.
    """
    if not _depending(audience, changed):
        return
    hold(audience)
    pks = [segment.pk for segment in _depending(audience, changed)]
    followed = audience.segments.followed().filter(pk__in=pks)
    n = followed.update(next_flip_at=timezone.now())
    listeners.sync(audience)
    wake_after_commit(n)


def _depending(audience: Audience, changed: Collection[Reference]) -> list[Segment]:
    followed = list(audience.segments.followed().order_by("pk"))
    if not followed:
        return []
    trees = audience.segments.present().values_list("pk", "tree")
    refers = {pk: references_in(tree) for pk, tree in trees}
    new = set(changed)
    found = {pk for kind, pk in new if kind == "segment"}
    while new:
        naming = {pk for pk, to in refers.items() if to & new} - found
        found |= naming
        new = {Reference("segment", pk) for pk in naming}
    for segment in followed:
        segment.audience = audience
    return [segment for segment in followed if segment.pk in found]
