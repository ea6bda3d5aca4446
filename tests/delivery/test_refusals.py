"""What a server says at the door means what it does in a report that comes later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.limits import Rate
from audiences.models import Audience
from contacts.models import Contact
from delivery import outcomes, runner, sending
from delivery.handing import AT_ONCE, Stride
from delivery.letters import written
from delivery.models import Delivery, DomainPace
from delivery.sending import Outcome
from delivery.transports import Answer, Transport
from tests.delivery.ledgers import freeze, message, people, suppress, told, why
from tests.delivery.mails import facts, suppressed
from tests.delivery.mails import told as events_of

pytestmark = pytest.mark.django_db

DEAD = "550 5.1.1 <anna@x.org>: user unknown"
FULL = "552 5.2.2 mailbox full"
BLOCKED = "550 blocked using zen.spamhaus.org"
TAKEN = "250 ok"


class Door(Transport):
    """A server that says to each recipient what it was told to, or that it is fine."""

    def __init__(self, said: Mapping[str, str], *, is_smtp: bool = True) -> None:
        self.said = said
        self.is_smtp = is_smtp

    def send(self, sender: str, recipient: str, raw: bytes) -> Answer:
        code, _space, text = self.said.get(recipient, TAKEN).partition(" ")
        return Answer(int(code), text, is_smtp=self.is_smtp)


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (contact,) = people(audience, "anna@x.org")
    return contact


def knock(anna: Contact, said: str, *, is_smtp: bool = True) -> Delivery:
    """The delivery of a message that is answered with this."""
    news = message(anna.audience)
    freeze(news)
    runner.send_due(news, Door({anna.email: said}, is_smtp=is_smtp))
    anna.refresh_from_db()
    return news.deliveries.get(contact=anna)


def test_a_dead_address_is_cleaned_at_the_door(anna: Contact) -> None:
    delivery = knock(anna, DEAD)

    assert (delivery.state, delivery.reason) == ("failed", "refused")
    assert facts(delivery) == ("hard", True, False)
    assert anna.status == "cleaned"
    assert suppressed(anna.audience.account) == [("cleaned", None)]
    assert events_of(anna) == ["contact.cleaned", "email.bounced"]


def test_a_full_mailbox_costs_nobody_their_subscription_at_the_door(
    anna: Contact,
) -> None:
    delivery = knock(anna, FULL)

    assert (delivery.state, *facts(delivery)) == ("failed", "soft", True, False)
    assert anna.status == "subscribed"
    assert suppressed(anna.audience.account) == []
    assert events_of(anna) == ["email.bounced"]


def test_a_block_is_tried_again_and_heard_by_the_breaker(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.pace.breaking.BLOCKS", Rate(1, 600))
    knock(anna, BLOCKED)

    delivery = knock(anna, BLOCKED)

    assert (delivery.state, delivery.reason) == ("deferred", "blocked")
    assert facts(delivery) == ("", False, False)
    assert (anna.status, events_of(anna)) == ("subscribed", [])
    assert DomainPace.objects.get(account=anna.audience.account).tripped_at


@pytest.mark.parametrize(
    ("said", "bounce"), [(BLOCKED, "block"), ("450 4.1.1 user unknown", "soft")]
)
def test_what_was_tried_too_often_came_back(
    anna: Contact, monkeypatch: pytest.MonkeyPatch, said: str, bounce: str
) -> None:
    monkeypatch.setattr(outcomes, "MOST_ATTEMPTS", 1)

    delivery = knock(anna, said)

    assert (delivery.state, delivery.reason) == ("failed", "given_up")
    assert facts(delivery) == (bounce, True, False)
    assert anna.status == "subscribed"


def test_words_of_another_than_a_mail_server_are_no_verdict(anna: Contact) -> None:
    delivery = knock(anna, "550 404 Domain not found: fjord.example", is_smtp=False)

    assert (delivery.state, *facts(delivery)) == ("failed", "", False, False)
    assert (anna.status, events_of(anna)) == ("subscribed", [])


def test_a_mailbox_that_is_always_full_at_the_door_is_dead(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    status = []
    for week in range(5):
        at = now + timedelta(days=7 * week)
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        knock(anna, FULL)
        status.append(anna.status)

    assert status == ["subscribed"] * 4 + ["cleaned"]


def test_what_is_taken_when_it_is_tried_again_did_not_come_back(anna: Contact) -> None:
    delivery = knock(anna, FULL)

    sending.retry(delivery.message, "failed")
    runner.send_due(delivery.message, Door({}))

    assert (told(delivery.message), facts(delivery)[:2]) == ({"sent": 1}, ("", False))


@pytest.mark.parametrize("said", [DEAD, FULL])
def test_many_are_refused_by_as_many_statements_as_few(
    audience: Audience, said: str
) -> None:
    suppress(audience, "other@x.org", "cleaned")
    stride = Stride()
    stride.n = AT_ONCE
    asked = []
    for n in (2, 8):
        emails = [f"{n}-{place}@x.org" for place in range(n)]
        some = people(audience, *emails)
        news = message(audience)
        freeze(news, audience.contacts.filter(pk__in=[each.pk for each in some]))
        door = Door(dict.fromkeys(emails, said))
        with CaptureQueriesContext(connection) as queries:
            runner.send_some(news, door, written(news), stride)
        asked.append(len(queries))
        assert set(why(news).values()) == {"failed refused"}

    assert asked[0] == asked[1]


def test_what_follows_is_written_with_the_refusal_or_not_at_all(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_all: object) -> int:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(sending, "settle", die)
        with pytest.raises(ZeroDivisionError):
            knock(anna, DEAD)

    anna.refresh_from_db()
    assert (anna.status, events_of(anna)) == ("subscribed", [])


def test_what_was_refused_is_written_down_once(anna: Contact) -> None:
    news = message(anna.audience)
    freeze(news)
    lease, (one,) = sending.claim(news, 1)
    sending.dispatch(news, lease, [one.id])
    answer = Answer(550, DEAD[4:], is_smtp=True)
    said = [(one, Outcome(one.id, "failed", "refused", DEAD), answer)]

    for _try in range(2):
        runner._write_down(news, lease, said)

    assert told(news) == {"failed": 1}
    assert events_of(anna) == ["contact.cleaned", "email.bounced"]
