"""What the builder says and does of segments that somebody depends on."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from segments import following
from segments.models import Segment
from tests.conditions.said import of
from tests.factories import ContactFactory, SegmentFactory
from tests.segments.building import PART, choose, opened, update_url


def followed(segment: Segment, actor: User) -> Segment:
    jobs.run(following.follow(segment, None, actor=actor))
    segment.refresh_from_db()
    return segment


def test_saving_other_conditions_of_a_followed_segment_is_explained_before(
    as_alice: Client, important: Segment, alice: User
) -> None:
    followed(important, alice)
    url = update_url(important)
    form = opened(as_alice, url)
    same = as_alice.post(url, form).text
    choose(form, "vip", "no")

    changed = as_alice.post(url, form).text

    assert "This segment is followed" not in same
    assert "This segment is followed" in changed
    assert "does not count as having entered or left" in changed


def test_who_depends_on_the_conditions_is_named_before_they_are_saved(
    as_alice: Client, audience: Audience, important: Segment, alice: User
) -> None:
    within = {"field": "segment", "op": "in", "value": important.pk}
    outer = SegmentFactory.create(audience=audience, name="Outer", tree=of(within))
    followed(outer, alice)
    form = opened(as_alice, update_url(important))
    choose(form, "vip", "no")

    html = as_alice.post(update_url(important), form).text

    assert "Followed segments depend on these conditions" in html
    assert outer.following_url in html


def test_only_other_conditions_begin_a_followed_segment_anew(
    as_alice: Client, audience: Audience, important: Segment, alice: User
) -> None:
    followed(important, alice)
    url = update_url(important)
    form = opened(as_alice, url)

    as_alice.post(url, {**form, "name": "Renamed", "save": 1})
    renamed = audience.jobs.open().count()
    form = opened(as_alice, url)
    choose(form, "vip", "no")
    as_alice.post(url, {**form, "save": 1})

    important.refresh_from_db()
    assert important.name == "Renamed"
    assert (renamed, audience.jobs.open().count()) == (0, 1)


def test_who_changed_it_meanwhile_is_named(
    as_alice: Client, client: Client, important: Segment, bob: User
) -> None:
    url = update_url(important)
    form = opened(as_alice, url)
    other = Client()
    other.force_login(bob)
    theirs = opened(other, url)
    other.post(url, {**theirs, "name": "Theirs", "save": 1})

    html = as_alice.post(url, {**form, "save": 1}).text

    assert "Bob changed “Theirs” meanwhile" in html


def test_a_kept_tree_leads_to_its_people_by_the_segment(
    as_alice: Client, audience: Audience, important: Segment
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    url = update_url(important)
    form = opened(as_alice, url)

    kept = as_alice.post(url, form).text
    exact = as_alice.post(
        reverse("segments:segment_result", args=[audience.pk]), form, headers=PART
    ).text
    choose(form, "vip", "no")
    ContactFactory.create(audience=audience)
    other = as_alice.post(url, form).text

    link = f'href="{important.get_absolute_url()}">See these people'
    assert link in kept
    assert link in exact
    assert link not in other
    assert "?where=" in other
