from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from conditions.asking import TooSlow
from segments.memberships import memberships_of
from segments.views import explaining
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory, SegmentFactory
from tests.segments.building import PART, choose, create_url, form_in

NAMED = {"field": "first_name", "op": "is", "value": "Ann"}


def test_why_somebody_is_in_a_segment_is_told_node_by_node(
    as_alice: Client, audience: Audience
) -> None:
    tree = of(VIP, {"match": "none", "of": [NAMED]})
    segment = SegmentFactory.create(audience=audience, name="Ours", tree=tree)
    ann = ContactFactory.create(audience=audience, first_name="Ann", vip=True)
    url = reverse("segments:segment_why", args=[audience.pk, segment.pk, ann.pk])

    page, part = as_alice.get(url).text, as_alice.get(url, headers=PART).text

    assert "<html" in page
    assert "<html" not in part
    for html in (page, part):
        assert "Is not in it" in html
        assert "who are VIP" in html
        assert "None of these is to be true" in html


def test_what_is_not_kept_yet_is_explained_as_well(
    as_alice: Client, audience: Audience
) -> None:
    bert = ContactFactory.create(audience=audience, vip=True)
    form = form_in(as_alice.get(create_url(audience)).text)
    choose(form, "vip", "yes")
    url = reverse("segments:segment_try", args=[audience.pk, bert.pk])

    html = as_alice.post(url, form, headers=PART).text

    assert "Is in it" in html
    assert not audience.segments.exists()


def test_the_memberships_of_a_person_are_those_that_find_them(
    as_alice: Client, audience: Audience
) -> None:
    ann = ContactFactory.create(audience=audience, first_name="Ann", vip=True)
    inside = SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))
    both = of({"field": "segment", "op": "in", "value": inside.pk}, NAMED)
    SegmentFactory.create(audience=audience, name="Both", tree=both)
    SegmentFactory.create(audience=audience, name="Neither", tree=of(VIP, match="none"))
    gone = {"field": "tag", "op": "has_not", "value": 2_000_000_000}
    SegmentFactory.create(audience=audience, name="Broken", tree=of(gone))

    names = [each.segment.name for each in memberships_of(audience, ann.pk)]

    assert names == ["Both", "Important"]
    url = reverse("segments:segment_memberships", args=[audience.pk, ann.pk])
    html = as_alice.get(url, headers=PART).text
    assert "Important" in html
    assert "Neither" not in html


@pytest.mark.parametrize("n", [1, 30])
def test_all_segments_are_asked_at_once(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)
    SegmentFactory.create_batch(n, audience=audience)

    with django_assert_num_queries(8):
        assert len(memberships_of(audience, ann.pk)) == n


def test_what_takes_too_long_is_told_instead(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        raise TooSlow

    monkeypatch.setattr(explaining, "memberships_of", slow)
    ann = ContactFactory.create(audience=audience)
    url = reverse("segments:segment_memberships", args=[audience.pk, ann.pk])

    assert "This takes too long to find out." in as_alice.get(url).text
