from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience
from segments.models import Segment
from segments.querysets import SegmentQuerySet
from tests.conditions.said import of
from tests.factories import (
    GroupFactory,
    SegmentFactory,
    TagFactory,
)
from tests.segments.lists import url

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_a_copy_is_made_under_a_free_name_and_opened(
    as_bob: Client, bob: User, audience: Audience, important: Segment
) -> None:
    important.labels, important.description = ["Sales"], "Best"
    important.save()

    for name in ("Important (copy)", "Important (copy 2)"):
        response = as_bob.post(url("duplicate", audience, important.pk))

        made = audience.segments.latest("pk")
        assert response["Location"] == url("update", audience, made.pk)
        assert (made.name, made.owner, made.tree) == (name, bob, important.tree)
        assert (made.labels, made.description) == (["Sales"], "Best")


def test_a_copy_of_a_long_name_fits(as_bob: Client, audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience, name="x" * 100)

    as_bob.post(url("duplicate", audience, segment.pk))

    assert audience.segments.latest("pk").name == "x" * 93 + " (copy)"


@pytest.mark.parametrize("name", ["Important", "İstanbul"])
def test_a_name_that_is_taken_before_the_copy_is_made_is_passed_by(
    audience: Audience, bob: User, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = SegmentFactory.create(audience=audience, name=name)
    SegmentFactory.create(audience=audience, name=f"{name} (copy)")
    monkeypatch.setattr(SegmentQuerySet, "present", SegmentQuerySet.none)

    made = segment.duplicate(bob)

    assert made.name == f"{name} (copy 2)"


def test_archiving_is_undone_by_the_toast(
    as_bob: Client, audience: Audience, important: Segment
) -> None:
    answer = as_bob.post(url("archive", audience, important.pk), headers=PART)
    back = url("unarchive", audience, important.pk)

    assert "“Important” is archived." in answer.text
    assert f'hx-post="{back}"' in answer.text
    assert "segments-changed" in answer["HX-Trigger"]
    assert not audience.segments.present().exists()

    assert "“Important” is back." in as_bob.post(back, headers=PART).text
    assert audience.segments.present().get() == important


def test_archiving_says_what_is_broken_by_it(
    as_bob: Client, audience: Audience, important: Segment
) -> None:
    inside = {"field": "segment", "op": "in", "value": important.pk}
    SegmentFactory.create(audience=audience, tree=of(inside))

    answer = as_bob.post(url("archive", audience, important.pk), headers=PART).text

    assert "1 segment refers to it and matches nobody until it is mended." in answer


def test_a_segment_does_not_come_back_to_a_name_that_is_taken(
    as_bob: Client, audience: Audience, important: Segment
) -> None:
    important.archive()
    SegmentFactory.create(audience=audience, name="IMPORTANT")

    answer = as_bob.post(url("unarchive", audience, important.pk), headers=PART).text

    assert "Another segment is called “Important” now." in answer
    assert audience.segments.present().count() == 1


@pytest.mark.parametrize("noun", ["tag", "group", "category", "field"])
def test_deleting_what_a_segment_asks_for_says_so(
    as_bob: Client, audience: Audience, noun: str
) -> None:
    tag = TagFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience)
    field = audience.fields.get(tag="FNAME")
    nodes = [
        {"field": "tag", "op": "has", "value": tag.pk},
        {"field": f"groups{group.category_id}", "op": "any", "value": [group.pk]},
        {"field": "first_name", "op": "is", "value": "Ann"},
    ]
    SegmentFactory.create(audience=audience, name="Both", tree=of(*nodes))
    pk = {
        "tag": tag.pk,
        "group": group.pk,
        "category": group.category_id,
        "field": field.pk,
    }[noun]
    address = reverse(f"contacts:{noun}_delete", args=[audience.pk, pk])

    html = unescape(as_bob.get(address).text)

    assert "The segment “Both”" in html
