"""Who comes and goes brings messages: once, to few, and never for what files do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audiences import lifecycle
from audiences.models import Audience, AudienceAccess
from contacts import statuses
from contacts.causes import Cause
from contacts.models import Contact
from events import outbox
from events.models import Listener
from forms.letters import hearing, summing, switching
from forms.models import LetterSettings
from forms.tasks import sum_up_days
from tests.conftest import membership_of
from tests.delivery.reading import part
from tests.factories import ContactFactory
from tests.forms.mailed import Post

pytestmark = pytest.mark.django_db


def waiting(audience: Audience, email: str = "maya@x.org") -> Contact:
    one: Contact = ContactFactory.create(
        audience=audience, email=email, status="pending"
    )
    return one


def come(audience: Audience, *people: Contact, how: str = "form") -> None:
    rows = audience.contacts.filter(pk__in=[one.pk for one in people])
    statuses.come_back(rows, Cause(audience, how))


def go(audience: Audience, *people: Contact, how: str = "link") -> None:
    rows = audience.contacts.filter(pk__in=[one.pk for one in people])
    rows.unsubscribe(Cause(audience, how))


def kinds(audience: Audience) -> list[str]:
    return list(audience.messages.order_by("pk").values_list("name", flat=True))


def test_nothing_is_heard_where_nobody_wants_anything(audience: Audience) -> None:
    come(audience, waiting(audience))

    assert outbox.drain() == 0
    assert kinds(audience) == []


def test_who_subscribes_themselves_is_welcomed_once(
    audience: Audience, post_office: Post
) -> None:
    switching.switch(audience, "welcome", on=True)
    come(audience, waiting(audience))

    for _time in range(2):
        outbox.drain()

    assert post_office.send() == {"maya@x.org": 1}
    assert kinds(audience) == ["Welcome"]


@pytest.mark.parametrize("how", ["staff", "import", "api", "undo", "link"])
def test_whom_others_subscribe_is_not_welcomed(audience: Audience, how: str) -> None:
    switching.switch(audience, "welcome", on=True)
    come(audience, waiting(audience), how=how)

    outbox.drain()

    assert kinds(audience) == []


def test_who_is_gone_again_before_it_is_heard_is_not_welcomed(
    audience: Audience,
) -> None:
    switching.switch(audience, "welcome", on=True)
    person = waiting(audience)
    come(audience, person)
    go(audience, person)

    outbox.drain()

    assert kinds(audience) == []


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("link", ["Goodbye"]),
        ("one_click", ["Goodbye"]),
        ("complaint", []),
        ("staff", []),
    ],
)
def test_who_leaves_themselves_gets_a_goodbye(
    audience: Audience, how: str, told: list[str]
) -> None:
    switching.switch(audience, "goodbye", on=True)
    go(audience, ContactFactory.create(audience=audience), how=how)

    outbox.drain()

    assert kinds(audience) == told


def test_a_member_hears_of_each_without_the_whole_address(
    audience: Audience, alice: User, post_office: Post
) -> None:
    switching.wish(audience, membership_of(alice), ["subscribed"])
    person = waiting(audience)
    come(audience, person)

    outbox.drain()

    assert post_office.send() == {"alice@example.com": 1}
    mail = post_office.to("alice@example.com")
    assert mail["Subject"] == "1 person subscribed to Newsletter readers"
    text = part(mail, "plain")
    assert "m•••@x.org, by a form: http://localhost:8000/audiences/" in text
    assert "maya@x.org" not in text


def test_many_at_once_are_one_notice_with_some_of_them(
    audience: Audience, alice: User
) -> None:
    switching.wish(audience, membership_of(alice), ["unsubscribed"])
    go(audience, *ContactFactory.create_batch(25, audience=audience))

    outbox.drain()

    notice = audience.messages.get()
    assert notice.words["NOTICE:COUNT"] == "25 people"
    lines = notice.words["NOTICE:PEOPLE"].splitlines()
    assert (len(lines), lines[-1]) == (hearing.MOST_TOLD + 1, "and 5 more")


def test_no_more_notices_leave_than_somebody_would_read(
    audience: Audience, alice: User
) -> None:
    switching.wish(audience, membership_of(alice), ["subscribed"])
    for n in range(int(hearing.OF_KIND.most) + 3):
        come(audience, waiting(audience, f"p{n}@x.org"))
        outbox.drain()

    assert audience.messages.count() == hearing.OF_KIND.most


@pytest.mark.parametrize("how", ["staff", "import", "undo", "merge"])
def test_what_the_team_does_itself_is_in_no_notice(
    audience: Audience, alice: User, how: str
) -> None:
    switching.wish(audience, membership_of(alice), ["subscribed", "unsubscribed"])
    come(audience, waiting(audience), how=how)
    go(audience, ContactFactory.create(audience=audience), how=how)

    outbox.drain()

    assert kinds(audience) == []


def test_who_may_not_see_the_audience_any_more_hears_nothing_of_it(
    audience: Audience, bob: User
) -> None:
    membership = membership_of(bob)
    switching.wish(audience, membership, ["subscribed"])
    membership.is_narrowed = True
    membership.save()

    assert switching.recipients(audience, "subscribed") == []
    AudienceAccess.objects.create(audience=audience, membership=membership)
    assert [to.email for to in switching.recipients(audience, "subscribed")] == [
        "bob@example.com"
    ]


def test_the_address_in_the_settings_of_the_audience_is_told_as_well(
    audience: Audience, post_office: Post
) -> None:
    audience.notify_email, audience.notify_subscribe = "desk@x.org", True
    lifecycle.update(audience, ["notify_email", "notify_subscribe"])
    come(audience, waiting(audience))

    outbox.drain()

    assert post_office.send() == {"desk@x.org": 1}


def test_nobody_is_told_twice(audience: Audience, alice: User) -> None:
    switching.wish(audience, membership_of(alice), ["daily"])
    audience.notify_email, audience.notify_daily = alice.email, True

    assert len(switching.recipients(audience, "daily")) == 1


def test_what_is_no_longer_wanted_is_no_longer_heard(audience: Audience) -> None:
    switching.switch(audience, "welcome", on=True)
    switching.switch(audience, "welcome", on=False)

    assert not Listener.objects.filter(audience=audience).exists()


def morning(audience: Audience, days: int = 1) -> None:
    """As if what was counted today had been so many days ago."""
    audience.dailycounts.update(day=timezone.localdate() - timedelta(days=days))


def test_the_day_before_is_summed_up_once(
    audience: Audience, alice: User, post_office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summing, "HOUR", 0)
    switching.wish(audience, membership_of(alice), ["daily"])
    come(audience, waiting(audience))
    morning(audience)

    for _time in range(2):
        sum_up_days()

    assert post_office.send() == {"alice@example.com": 1}
    assert "Subscribed: +1, 1 now" in part(post_office.to("alice@example.com"), "plain")


def test_a_day_on_which_nothing_happened_is_not_told(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summing, "HOUR", 0)
    switching.wish(audience, membership_of(alice), ["daily"])

    sum_up_days()

    assert kinds(audience) == []
    assert LetterSettings.objects.get(audience=audience).summed_up_to is not None


def test_the_summary_waits_for_the_morning_where_the_audience_is(
    audience: Audience, alice: User
) -> None:
    audience.time_zone = "Asia/Tokyo"
    audience.save()
    switching.wish(audience, membership_of(alice), ["daily"])
    come(audience, waiting(audience))
    morning(audience)
    midnight = timezone.now().replace(hour=15, minute=5)

    assert summing.sum_up_all(midnight) == 0
    assert not LetterSettings.objects.filter(audience=audience).exists()


@pytest.mark.parametrize("n", [1, 3])
def test_hearing_asks_as_often_for_many_as_for_one(
    audience: Audience,
    alice: User,
    django_assert_num_queries: object,
    n: int,
) -> None:
    switching.switch(audience, "welcome", on=True)
    switching.wish(audience, membership_of(alice), ["subscribed"])
    come(audience, *(waiting(audience, f"p{k}@x.org") for k in range(n)))

    with django_assert_num_queries(36):  # type: ignore[operator]
        outbox.drain()


def test_a_narrowed_role_is_no_reason_to_hear_nothing(
    audience: Audience, bob: User
) -> None:
    membership = membership_of(bob)
    membership.role = Role.VIEWER
    membership.save()
    switching.wish(audience, membership, ["daily"])

    assert len(switching.recipients(audience, "daily")) == 1
