"""Who wants to be written to less often is, and by nothing that is old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audiences.models import Audience
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Contact
from delivery import frequency, mending
from delivery.models import Delivery, Message, SendingRules
from events.models import Event
from tests.delivery.ledgers import freeze, later, message, people, send_all, told, why
from tests.delivery.pacing import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@x.org")
    return anna


def choose(contact: Contact, days: int) -> bool:
    return frequency.choose(contact, days, Cause(contact.audience, "centre"))


def another(audience: Audience, name: str = "Next", **fields: object) -> Message:
    news = message(audience, name=name, **fields)
    freeze(news)
    return news


def test_who_got_one_lately_gets_the_next_when_they_want_it(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(anna, 7)
    first = ready(audience, "bea@x.org")
    assert sorted(send_all(first)) == ["anna@x.org", "bea@x.org"]
    news = another(audience)

    assert send_all(news) == ["bea@x.org"]

    assert why(news) == {"anna@x.org": "deferred frequency", "bea@x.org": "sent"}
    held = news.deliveries.get(state="deferred")
    sent_at = first.deliveries.get(contact=anna.pk).sent_at
    assert sent_at is not None
    assert held.due_at == sent_at + timedelta(days=7)
    assert held.attempts == 0
    later(monkeypatch, timedelta(days=7))
    assert send_all(news) == ["anna@x.org"]


@pytest.mark.parametrize("kind", ["system", "reply"])
def test_notices_and_replies_come_however_often(
    audience: Audience, anna: Contact, kind: str
) -> None:
    choose(anna, 30)
    send_all(another(audience))

    assert send_all(another(audience, kind=kind)) == ["anna@x.org"]


def test_whoever_is_held_by_the_audience_as_well_waits_for_the_later(
    audience: Audience, anna: Contact
) -> None:
    SendingRules.objects.create(audience=audience, cap_messages=1, cap_days=3)
    send_all(another(audience))
    capped = another(audience)
    send_all(capped)
    choose(anna, 7)
    seldom = another(audience)
    send_all(seldom)

    assert why(capped) == {"anna@x.org": "deferred cap"}
    assert why(seldom) == {"anna@x.org": "deferred frequency"}


def test_of_several_that_waited_only_the_newest_is_sent(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(anna, 30)
    send_all(another(audience))
    old, new = another(audience, "Old"), another(audience, "New")
    assert send_all(old) == send_all(new) == []
    later(monkeypatch, timedelta(days=30))

    assert send_all(old) == []
    assert send_all(new) == ["anna@x.org"]

    assert why(old) == {"anna@x.org": "excluded superseded"}
    assert told(old) == {"excluded": 1}
    old.refresh_from_db()
    assert old.stage == "finished"


def test_two_at_once_cannot_both_be_the_one(audience: Audience, anna: Contact) -> None:
    choose(anna, 7)
    first, second = another(audience), another(audience)

    assert [*send_all(first), *send_all(second)] == ["anna@x.org"]


def test_who_wants_more_again_gets_at_once_what_waits(
    audience: Audience, anna: Contact
) -> None:
    choose(anna, 30)
    send_all(another(audience))
    news = another(audience)
    send_all(news)

    assert choose(anna, 0)

    assert send_all(news) == ["anna@x.org"]


def test_choosing_what_is_so_is_no_choice(anna: Contact) -> None:
    assert [choose(anna, 7), choose(anna, 7)] == [True, False]
    events = Event.objects.filter(audience=anna.audience_id, contact_id=anna.pk)
    assert events.count() == 1


def test_nobody_waits_for_longer_than_anybody_asks(
    audience: Audience, anna: Contact
) -> None:
    choose(anna, 7)
    send_all(another(audience))
    news = another(audience)
    send_all(news)
    waiting = Delivery.objects.filter(audience=audience, message=news)
    waiting.update(due_at=waiting.get().due_at + timedelta(days=300))  # type: ignore[operator]  # it has one

    assert mending.mend() == 1
    assert send_all(news) == []


@pytest.mark.parametrize(
    ("kept", "gone", "joined"), [(0, 7, 7), (30, 7, 30), (7, 30, 30), (7, 0, 7)]
)
def test_when_two_become_one_the_wish_for_less_holds(
    audience: Audience, anna: Contact, kept: int, gone: int, joined: int
) -> None:
    (other,) = people(audience, "other@x.org")
    choose(anna, kept)
    choose(other, gone)

    merge(audience, anna.pk, other.pk, {}, Cause(audience, "staff"))

    assert frequency.frequency_of(anna) == joined
