"""The order of locks: whoever follows and whoever changes never wait in a ring."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from conditions.moments import At
from contacts import sweeping
from contacts.models import Contact
from events import listeners, log, outbox
from events.models import EventTotal
from events.names import Own
from segments import following, membership
from segments.models import Segment
from tests.conditions.said import asking, of
from tests.factories import ContactFactory, SegmentFactory, TagFactory
from tests.segments.kept import members
from tests.segments.waiting import Two

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = "SELECT 1 FROM contacts_contact WHERE audience_id = %s AND id = %s FOR UPDATE"


@pytest.fixture
def couple(audience: Audience) -> tuple[Contact, Contact]:
    """In the order of their ids."""
    return ContactFactory.create(audience=audience), ContactFactory.create(
        audience=audience
    )


def followed(audience: Audience, node: dict[str, Any], **more: Any) -> Segment:
    segment = SegmentFactory.create(
        audience=audience, tree=of(node), followed_at=timezone.now(), **more
    )
    membership.refresh(segment, At.of(audience), quietly=True)
    segment.refresh_from_db()
    return segment


@pytest.fixture
def crossed(audience: Audience, couple: tuple[Contact, Contact]) -> list[Segment]:
    """Two segments; the second contact is going to enter the first one of them."""
    tag = TagFactory.create(audience=audience)
    tags = [TagFactory.create(audience=audience) for _contact in couple]
    segments = [
        followed(audience, asking("tag", "has", each.pk), entry_tag=tag.pk)
        for each in tags
    ]
    audience.listeners.create(name_id=int(Own.TAG_ADDED))
    for contact, each in zip(reversed(couple), tags, strict=True):
        audience.contacts.filter(pk=contact.pk).update(tag_ids=[each.pk])
    log.record(audience.pk, Own.TAG_ADDED, [contact.pk for contact in couple])
    return segments


def test_people_of_several_segments_are_locked_by_id(
    audience: Audience,
    couple: tuple[Contact, Contact],
    crossed: list[Segment],
    elsewhere: Any,
    two: Two,
) -> None:
    first, second = couple
    elsewhere.execute(CONTACT, [audience.pk, first.pk])

    reacting = two.start(
        lambda: outbox._take(audience.pk, 10, passing=(OperationalError,))
    )
    two.until_waiting(1)
    elsewhere.execute(CONTACT, [audience.pk, second.pk])
    elsewhere.commit()

    assert reacting.result(timeout=30) == 2
    assert [members(each) for each in crossed] == [[second.pk], [first.pk]]


def test_two_who_refresh_other_segments_of_the_same_people_take_turns(
    audience: Audience,
    couple: tuple[Contact, Contact],
    crossed: list[Segment],
    elsewhere: Any,
    two: Two,
) -> None:
    """Both write how often somebody entered a segment, whichever it was."""
    everybody = followed(audience, asking("vip", "no"))
    everybody.members.all().delete()
    now = timezone.now()
    for contact in couple:
        EventTotal.objects.create(
            audience=audience,
            name_id=int(Own.SEGMENT_ENTERED),
            contact_id=contact.pk,
            n=1,
            first_at=now,
            last_at=now,
        )
    elsewhere.execute(
        "SELECT 1 FROM events_eventtotal"
        " WHERE audience_id = %s AND name_id = %s AND contact_id = %s FOR UPDATE",
        [audience.pk, int(Own.SEGMENT_ENTERED), couple[0].pk],
    )

    refreshing = two.start(lambda: membership.refresh(everybody, At.of(audience)))
    two.until_waiting(1)
    reacting = two.start(
        lambda: outbox._take(audience.pk, 10, passing=(OperationalError,))
    )
    two.until_waiting(2)
    elsewhere.commit()

    refreshing.result(timeout=30)
    assert reacting.result(timeout=30) == 2


def test_segments_are_begun_anew_while_one_of_them_is_let_go(
    audience: Audience, alice: User, elsewhere: Any, two: Two
) -> None:
    inner = followed(audience, asking("vip", "no"))
    outer = followed(audience, asking("segment", "in", inner.pk))
    elsewhere.execute(listeners.LOCK, [audience.pk])

    beginning = two.start(lambda: following.begin_anew(inner, actor=alice))
    two.until_waiting(1)
    letting_go = two.start(lambda: following.unfollow(outer, actor=alice))
    two.until_waiting(2)
    elsewhere.commit()

    beginning.result(timeout=30)
    letting_go.result(timeout=30)
    outer.refresh_from_db()
    assert not outer.is_followed


def test_what_goes_while_everybody_is_looked_at_is_not_forgotten(
    audience: Audience, alice: User, elsewhere: Any, two: Two
) -> None:
    tag = TagFactory.create(audience=audience)
    segment = followed(audience, asking("tag", "has_not", tag.pk))
    entering = ContactFactory.create(audience=audience)
    elsewhere.execute(CONTACT, [audience.pk, entering.pk])

    refreshing = two.start(lambda: following._refresh(segment, At.of(audience)))
    two.until_waiting(1)
    deleting = two.start(lambda: sweeping.delete_tag(tag, actor=alice))
    two.until_waiting(2, unless=deleting)
    elsewhere.commit()
    refreshing.result(timeout=30)
    deleting.result(timeout=30)
    following.turn(timezone.now())

    assert members(segment) == []
