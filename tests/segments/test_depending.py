"""What a followed segment asks for may go, and come back: all are looked at anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from conditions.moments import At
from contacts import categories, sweeping, tag_merging
from contacts.models import Contact, Tag
from events import reactions
from events.models import Event
from events.names import Own
from segments import following, membership
from segments.models import Segment
from tests.conditions.said import asking, of
from tests.contacts.fields import as_posted, make_color, url
from tests.factories import ContactFactory, GroupFactory, SegmentFactory, TagFactory
from tests.segments.kept import entered, members

type Lost = tuple[dict[str, Any], Callable[[], object]]


@pytest.fixture
def ann(audience: Audience) -> Contact:
    """Who has nothing of what is asked for, and so is whoever has it not."""
    return ContactFactory.create(audience=audience)


@pytest.fixture
def tag(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience)


def followed(audience: Audience, node: dict[str, Any]) -> Segment:
    segment = SegmentFactory.create(
        audience=audience, tree=of(node), followed_at=timezone.now()
    )
    membership.refresh(segment, At.of(audience), quietly=True)
    segment.refresh_from_db()
    return segment


def react() -> None:
    reactions.act_on_due(timezone.now())


def left(audience: Audience) -> int:
    name = int(Own.SEGMENT_LEFT)
    return Event.objects.filter(audience=audience, name_id=name).count()


@pytest.fixture(params=["tag", "group", "category", "field", "choice", "segment"])
def lost(
    request: Any, audience: Audience, alice: User, tag: Tag, as_alice: Client
) -> Lost:
    """What is asked for, and how it goes."""
    group, color = GroupFactory.create(audience=audience), make_color(audience)
    inner = SegmentFactory.create(audience=audience)
    groups = asking(f"groups{group.category_id}", "none", [group.pk])
    colors = asking(color.key, "is_not", ["Red"])
    drop = as_posted(color, drop="Red")
    cases: dict[str, Lost] = {
        "tag": (
            asking("tag", "has_not", tag.pk),
            lambda: sweeping.delete_tag(tag, actor=alice),
        ),
        "group": (groups, lambda: categories.delete_group(group, actor=alice)),
        "category": (
            groups,
            lambda: categories.delete_category(group.category, actor=alice),
        ),
        "field": (colors, lambda: sweeping.delete_field(color, actor=alice)),
        "choice": (
            colors,
            lambda: as_alice.post(url("update", audience, color.pk), drop),
        ),
        "segment": (
            asking("segment", "not_in", inner.pk),
            lambda: following.archive(inner),
        ),
    }
    return cases[request.param]


def test_everybody_leaves_at_once_when_what_is_asked_for_goes(
    audience: Audience, ann: Contact, lost: Lost
) -> None:
    node, go = lost
    segment = followed(audience, node)
    assert members(segment) == [ann.pk]

    go()
    react()

    assert members(segment) == []
    assert left(audience) == 1


def test_whoever_refers_to_a_segment_with_a_hole_is_looked_at_as_well(
    audience: Audience, ann: Contact, tag: Tag, alice: User
) -> None:
    inner = SegmentFactory.create(
        audience=audience, tree=of(asking("tag", "has_not", tag.pk))
    )
    outer = followed(audience, asking("segment", "in", inner.pk))

    sweeping.delete_tag(tag, actor=alice)
    react()

    assert members(outer) == []
    assert left(audience) == 1


def test_other_segments_are_left_alone(
    audience: Audience, ann: Contact, tag: Tag, alice: User
) -> None:
    other = TagFactory.create(audience=audience)
    segment = followed(audience, asking("tag", "has_not", other.pk))

    sweeping.delete_tag(tag, actor=alice)

    segment.refresh_from_db()
    assert segment.next_flip_at is None


def test_everybody_is_back_when_a_tag_is(
    audience: Audience, ann: Contact, tag: Tag, alice: User
) -> None:
    segment = followed(audience, asking("tag", "has_not", tag.pk))
    other = TagFactory.create(audience=audience)
    job = tag_merging.merge_later(tag, other, actor=alice)
    react()
    assert job is not None
    assert members(segment) == []

    jobs.cancel(job)
    jobs.run(job)
    react()

    assert members(segment) == [ann.pk]
    assert entered(audience) == 1
    waited_for = audience.listeners.values_list("name_id", flat=True)
    assert Own.TAG_ADDED in waited_for
