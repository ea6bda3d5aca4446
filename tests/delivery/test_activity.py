"""What somebody was sent stands among what happened to them, in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audiences.models import Audience
from contacts import activity
from contacts.activity import feed
from contacts.narrowing import Narrowing
from delivery.models import Delivery, Link
from events import log
from events.names import Own
from tests.delivery.ledgers import freeze, later, message, people, send_all
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_a_message_is_told_that_was_sent_and_none_that_was_not(
    audience: Audience,
) -> None:
    (anna,) = people(audience, "a@x.org")
    for name in ("First", "Second"):
        news = message(audience, name=name)
        freeze(news)
        if name == "First":
            send_all(news)

    texts = [item.text for item in feed(anna, wanted=Narrowing(kind="mail")).items]

    assert texts == ["Was sent “First”"]
    assert texts[0] in [item.text for item in feed(anna).items]
    assert feed(anna, wanted=Narrowing(kind="tags")).items == []


def test_events_and_sends_come_in_their_order_each_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "FEED_SIZE", 2)
    (anna,) = people(audience, "a@x.org")
    now = timezone.now()
    for n in range(3):
        at = now - timedelta(hours=2 * n)
        news = message(audience, name=str(n))
        Delivery.objects.create(
            audience=audience, message=news, contact=anna, state="sent", sent_at=at
        )
        with monkeypatch.context() as then:
            later(then, -timedelta(hours=2 * n + 1))
            log.record(audience.pk, Own.TAG_ADDED, [anna.pk], {"tag": n})
    icons, before = [], ""
    for _page in range(3):
        page = feed(anna, before)
        icons += [item.icon for item in page.items]
        before = page.older

    assert [icon == "send" for icon in icons] == [True, False] * 3
    assert before == ""


def test_each_line_leads_to_its_message(audience: Audience) -> None:
    (anna,) = people(audience, "a@x.org")
    news = message(audience, name="First")
    link = Link.objects.create(audience=audience, message=news, url="https://x.org/tea")
    freeze(news)
    send_all(news)
    said = {"message": news.pk}
    log.record(audience.pk, Own.EMAIL_OPENED, [anna.pk], said)
    log.record(audience.pk, Own.EMAIL_CLICKED, [anna.pk], {**said, "link": link.pk})

    items = feed(anna, wanted=Narrowing(kind="mail")).items

    assert [(item.icon, item.text) for item in items] == [
        ("click", "Followed https://x.org/tea in “First”"),
        ("mail-opened", "Opened “First”"),
        ("send", "Was sent “First”"),
    ]
    assert {item.url for item in items} == {news.get_absolute_url()}


def test_what_is_deleted_is_led_to_no_more(audience: Audience) -> None:
    (anna,) = people(audience, "a@x.org")
    log.record(audience.pk, Own.EMAIL_OPENED, [anna.pk], {"message": 10**9})

    (item,) = feed(anna, wanted=Narrowing(kind="mail")).items

    assert (item.icon, item.url) == ("mail-opened", "")


def test_who_only_looks_at_contacts_follows_a_line_to_the_deliveries(
    audience: Audience, client: Client
) -> None:
    viewer = MembershipFactory.create(account=audience.account, role=Role.VIEWER)
    client.force_login(viewer.user)
    (anna,) = people(audience, "a@x.org")
    news = message(audience, name="First")
    freeze(news)
    send_all(news)

    page = client.get(anna.get_absolute_url()).content.decode()

    assert f'href="{news.get_absolute_url()}">Was sent “First”</a>' in page
    assert client.get(news.get_absolute_url()).status_code == 200
