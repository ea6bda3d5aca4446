"""Who follows beside those who merge: neither is in the way of the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from audiences.models import Audience
from conditions.moments import At
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Contact
from events import log, outbox
from events.models import EventTotal
from events.names import Own
from segments import membership
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory, SegmentFactory, TagFactory
from tests.segments.waiting import Two

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(audience: Audience) -> tuple[Contact, Contact]:
    """Who stays, and who goes."""
    return ContactFactory.create(audience=audience), ContactFactory.create(
        audience=audience, vip=True
    )


@pytest.fixture
def segment(audience: Audience, pair: Any) -> Segment:
    """Followed; who goes is in it, and whoever enters is tagged."""
    tag = TagFactory.create(audience=audience)
    segment = SegmentFactory.create(
        audience=audience, tree=of(VIP), followed_at=audience.created_at
    )
    membership.refresh(segment, At.of(audience), quietly=True)
    audience.segments.filter(pk=segment.pk).update(entry_tag=tag.pk)
    segment.refresh_from_db()
    return segment


def test_who_reacts_to_somebody_who_is_being_merged_never_deadlocks(
    audience: Audience,
    pair: tuple[Contact, Contact],
    segment: Segment,
    elsewhere: Any,
    two: Two,
) -> None:
    kept, gone = pair
    audience.listeners.create(name_id=int(Own.CONTACT_UPDATED))
    segment.members.all().delete()  # who goes is going to enter
    log.record(audience.pk, Own.CONTACT_UPDATED, [gone.pk])
    elsewhere.execute(membership.LOCK, [[segment.pk]])

    def react() -> object:
        return outbox._take(audience.pk, 10, passing=(OperationalError,))

    reacting = two.start(react)
    two.until_waiting(1)
    merging = two.start(
        lambda: merge(audience, kept.pk, gone.pk, {}, Cause(audience, "staff"))
    )
    two.until_waiting(2, unless=merging)
    elsewhere.commit()

    assert reacting.result(timeout=30) == 1
    merging.result(timeout=30)
    assert [*audience.contacts.values_list("pk", flat=True)] == [kept.pk]


def test_who_enters_is_held_before_anything_is_written_of_who_leaves(
    audience: Audience,
    pair: tuple[Contact, Contact],
    segment: Segment,
    elsewhere: Any,
    two: Two,
) -> None:
    kept, gone = pair
    audience.contacts.filter(pk=kept.pk).update(vip=True)
    audience.contacts.filter(pk=gone.pk).update(vip=False)
    for each in pair:  # of which a merge changes the one after it has locked both
        EventTotal.objects.get_or_create(
            audience=audience,
            name_id=int(Own.CONTACT_ADDED),
            contact_id=each.pk,
            defaults={"n": 1, "first_at": each.created_at, "last_at": each.created_at},
        )
    elsewhere.execute(
        "SELECT 1 FROM events_eventtotal WHERE audience_id = %s FOR UPDATE",
        [audience.pk],
    )

    merging = two.start(
        lambda: merge(audience, kept.pk, gone.pk, {}, Cause(audience, "staff"))
    )
    two.until_waiting(1)
    refreshing = two.start(lambda: membership.refresh(segment, At.of(audience)))
    two.until_waiting(2)
    elsewhere.commit()

    merging.result(timeout=30)
    refreshing.result(timeout=30)
    assert not audience.contacts.filter(pk=gone.pk).exists()
