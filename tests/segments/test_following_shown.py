"""Where it is shown who is in a segment that is followed, who entered and left."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts.models import Contact
from events.names import Own
from segments import following
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory, SegmentFactory
from tests.segments.building import PART
from tests.segments.lists import url


@pytest.fixture
def segment(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="ann@x.com", vip=True)


@pytest.fixture
def followed(segment: Segment, ann: Contact, alice: User) -> Segment:
    jobs.run(following.follow(segment, None, actor=alice))
    segment.refresh_from_db()
    return segment


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do all work while the page waits, however slow the machine is."""
    monkeypatch.setattr(jobs, "run_for_now", jobs.run)


def page(client: Client, segment: Segment, query: str = "") -> str:
    answer = client.get(f"{segment.following_url}{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


def test_who_entered_and_left_is_listed_with_how_many(
    as_bob: Client, followed: Segment, ann: Contact, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="bert@x.com", vip=True)
    following.repair()
    audience.contacts.filter(pk=ann.pk).update(vip=False)
    following.repair()

    html = page(as_bob, followed)
    only = page(as_bob, followed, "?only=left")

    assert ">ann@x.com</a> left" in html
    assert ">bert@x.com</a> entered" in html
    assert ">ann@x.com</a> left" in only
    assert "bert@x.com" not in only
    assert "<span>In it now</span><b>1</b>" in html
    assert "<span>Entered in 30 days</span><b>1</b>" in html
    assert "<span>Left in 30 days</span><b>1</b>" in html


def test_older_moves_come_as_a_part_or_as_a_page(
    as_bob: Client,
    followed: Segment,
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("segments.history.PAGE_SIZE", 1)
    for name in ("bert", "carl"):
        ContactFactory.create(audience=audience, email=f"{name}@x.com", vip=True)
        following.repair()

    first = page(as_bob, followed)
    place = first.partition("before=")[2].partition('"')[0]
    moves = url("moves", audience, followed.pk, query=f"?before={place}")
    part = as_bob.get(moves, headers=PART).text
    whole = page(as_bob, followed, f"?before={place}")

    assert ("carl" in first, "bert" in first) == (True, False)
    assert ("carl" in part, "bert" in part, "<html" in part) == (False, True, False)
    assert ("carl" in whole, "bert" in whole) == (False, True)
    assert "To the newest" in whole
    assert "<html" in as_bob.get(moves).text


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_often_for_one_as_for_three(
    as_bob: Client,
    followed: Segment,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ContactFactory.create_batch(n, audience=audience, vip=True)
    following.repair()
    page(as_bob, followed)

    with django_assert_num_queries(16):
        page(as_bob, followed)


def test_the_list_marks_who_is_followed_and_leads_to_the_page(
    as_bob: Client, followed: Segment, audience: Audience
) -> None:
    SegmentFactory.create(audience=audience, name="Other")

    html = unescape(as_bob.get(url("list", audience)).text)

    assert html.count("Followed: who enters and leaves Important</span>") == 1
    assert "Followed: who enters and leaves Other" not in html
    assert html.count(followed.following_url) == 2  # the sign and the menu


def test_a_profile_says_since_when_somebody_is_in_it(
    as_bob: Client, followed: Segment, ann: Contact, audience: Audience
) -> None:
    SegmentFactory.create(audience=audience, name="Not followed", tree=of(VIP))
    bert = ContactFactory.create(audience=audience, vip=True)
    following.react(audience, {Own.CONTACT_UPDATED: [bert.pk]})

    said = {
        contact: as_bob.get(url("memberships", audience, contact.pk)).text
        for contact in (ann, bert)
    }

    assert said[ann].count(">at the latest since ") == 1
    assert said[bert].count(">in it since ") == 1
    assert "Not followed" in said[bert]
