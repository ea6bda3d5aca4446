from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
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

    found = memberships_of(audience, ann)

    assert [each.segment.name for each in found.inside] == ["Both", "Important"]
    assert [each.name for each in found.others] == ["Neither"]
    url = reverse("segments:segment_memberships", args=[audience.pk, ann.pk])
    html = as_alice.get(url, headers=PART).text
    assert "Important" in html
    assert "Why not in Neither?" in html
    assert "Broken" not in html


def test_whoever_is_archived_is_in_no_segment(
    as_alice: Client, audience: Audience
) -> None:
    segment = SegmentFactory.create(audience=audience, tree=of(VIP))
    gone = ContactFactory.create(
        audience=audience, vip=True, archived_at=timezone.now()
    )
    why = reverse("segments:segment_why", args=[audience.pk, segment.pk, gone.pk])
    url = reverse("segments:segment_memberships", args=[audience.pk, gone.pk])

    assert memberships_of(audience, gone) == ([], [segment])
    assert "Whoever is archived is in no segment." in as_alice.get(url).text
    html = as_alice.get(why).text
    assert "Is not in it" in html
    assert "Whoever is archived is in no segment." in html


@pytest.mark.parametrize("headers", [PART, None])
def test_whoever_is_named_is_explained_while_building(
    as_alice: Client, audience: Audience, headers: dict[str, str] | None
) -> None:
    for name in ("ann", "joann"):
        email = f"{name}@example.com"
        ContactFactory.create(audience=audience, email=email, first_name="Bo")
    ContactFactory.create(email="zoe@example.com")
    form = form_in(as_alice.get(create_url(audience)).text)
    choose(form, "vip", "yes")
    url = reverse("segments:segment_ask", args=[audience.pk])

    def asked(who: str) -> str:
        said = {**form, "who": who}
        return as_alice.post(url, said, headers=headers).text

    for who in ("ann@example.com", " Ann@Example.com ", "joann"):
        assert "Is not in it" in asked(who)
    assert "Several people match." in asked("bo")
    for who in ("zoe@example.com", "", " ", "a\0b"):
        assert "Nobody here has this address or name." in asked(who)


@pytest.mark.parametrize("n", [1, 30])
def test_all_segments_are_asked_at_once(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)
    SegmentFactory.create_batch(n, audience=audience)

    with django_assert_num_queries(8):
        assert len(memberships_of(audience, ann).inside) == n


def test_what_takes_too_long_is_told_instead(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        raise TooSlow

    monkeypatch.setattr(explaining, "memberships_of", slow)
    ann = ContactFactory.create(audience=audience)
    url = reverse("segments:segment_memberships", args=[audience.pk, ann.pk])

    assert "This takes too long to find out." in as_alice.get(url).text
