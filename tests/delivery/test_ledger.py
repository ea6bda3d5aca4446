"""Each gets it once, or is told apart and why, whoever sends and whoever dies."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts import deleting, merging
from contacts.causes import Cause
from delivery import sending
from delivery.sending import Outcome
from tests.delivery.ledgers import (
    by_rows,
    freeze,
    go,
    later,
    message,
    people,
    send_all,
    suppress,
    told,
    why,
)
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


def test_what_was_suppressed_since_is_not_claimed(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    suppress(audience, "a@x.org", "cleaned")

    assert send_all(news) == ["b@x.org"]
    assert why(news)["a@x.org"] == "suppressed cleaned"


def test_a_notice_goes_to_who_opted_out_and_to_no_dead_address(
    audience: Audience,
) -> None:
    people(audience, "out@x.org", status="unsubscribed")
    people(audience, "dead@x.org", status="cleaned")
    notice = message(audience, kind="system")
    freeze(notice)

    assert send_all(notice) == ["out@x.org"]
    assert why(notice)["dead@x.org"] == "excluded cleaned"


def test_each_gets_it_once_and_then_it_is_finished(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org", "c@x.org")
    news = message(audience)
    freeze(news)

    assert sorted(send_all(news, 2)) == ["a@x.org", "b@x.org", "c@x.org"]
    assert (told(news), news.stage) == ({"sent": 3}, "finished")
    assert news.finished_at is not None


@pytest.mark.parametrize("kind", ["system", "reply"])
def test_a_notice_is_finished_when_it_left_and_open_again_when_it_is_retried(
    audience: Audience, kind: str
) -> None:
    people(audience, "a@x.org")
    notice = message(audience, kind=kind)
    freeze(notice)
    lease, (one,) = sending.claim(notice, 1)
    sending.dispatch(notice, lease, [one.id])
    sending.settle(notice, lease, [Outcome(one.id, "failed", "refused")])
    assert (told(notice), notice.stage) == ({"failed": 1}, "finished")

    assert sending.retry(notice, "failed") == 1

    assert (told(notice), notice.stage) == ({"pending": 1}, "sending")
    assert notice.finished_at is None
    assert send_all(notice) == ["a@x.org"]
    assert (told(notice), notice.stage) == ({"sent": 1}, "finished")


def test_a_notice_that_nobody_gets_is_finished_at_once(audience: Audience) -> None:
    notice = message(audience, kind="system")
    freeze(notice)

    assert notice.stage == "finished"


def test_a_message_of_a_flow_stays_open_for_who_comes_next(audience: Audience) -> None:
    people(audience, "a@x.org")
    welcome = message(audience, kind="flow")
    freeze(welcome)

    assert send_all(welcome) == ["a@x.org"]
    assert (told(welcome), welcome.stage) == ({"sent": 1}, "sending")


def test_a_message_that_is_not_frozen_yet_is_not_sent(audience: Audience) -> None:
    people(audience, "a@x.org")

    assert sending.claim(message(audience), 10)[1] == []


@pytest.mark.parametrize("stop", ["pause", "cancel"])
def test_nothing_of_a_message_at_rest_is_claimed(audience: Audience, stop: str) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)

    getattr(audience.messages.filter(pk=news.pk), stop)()

    assert send_all(news) == []


def test_a_paused_message_goes_on_where_it_stood(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    go(news, *sending.claim(news, 1))
    audience.messages.filter(pk=news.pk).pause()
    audience.messages.filter(pk=news.pk).resume()

    assert send_all(news) == ["b@x.org"]


def test_who_waits_for_a_canceled_message_is_left_out(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    go(news, *sending.claim(news, 1))
    audience.messages.filter(pk=news.pk).cancel()

    assert sending.leave_out(news) == 1

    assert why(news) == {"a@x.org": "sent", "b@x.org": "excluded canceled"}


def test_who_opts_out_after_the_claim_is_not_sent_to(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 2)

    audience.contacts.filter(email="a@x.org").unsubscribe(Cause(audience, "staff"))

    assert go(news, lease, claimed) == ["b@x.org"]
    assert why(news)["a@x.org"] == "excluded unsubscribed"


def test_what_another_sender_holds_cannot_be_dispatched_or_settled(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    old, claimed = sending.claim(news, 1)
    later(monkeypatch, sending.HELD)
    sending.expire(news)
    sending.claim(news, 1)
    pk = claimed[0].id

    assert sending.dispatch(news, old, [pk]) == []
    assert sending.settle(news, old, [Outcome(pk, "sent")]) == 0
    assert sending.settle(news, uuid.uuid4(), [Outcome(pk, "sent")]) == 0


def test_what_is_held_back_comes_when_its_time_has(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 1)
    due = timezone.now() + timedelta(minutes=5)
    held = Outcome(claimed[0].id, "deferred", "busy", "451 \0later", due)
    sending.dispatch(news, lease, [held.id])
    sending.settle(news, lease, [held])

    assert (why(news), news.deliveries.get().answer) == (
        *({"a@x.org": "deferred busy"},),
        "451 later",
    )
    assert send_all(news) == []
    assert told(news) == {"deferred": 1}
    later(monkeypatch, timedelta(minutes=6))
    assert send_all(news) == ["a@x.org"]
    assert news.deliveries.get().attempts == 2


@pytest.mark.parametrize("when", ["waiting", "claimed"])
def test_who_is_deleted_gets_nothing_and_is_still_counted(
    audience: Audience, when: str
) -> None:
    people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 2) if when == "claimed" else (uuid.uuid4(), [])
    gone = audience.contacts.filter(email="a@x.org")
    deleting.delete(gone, Cause(audience, "staff"))

    sent = go(news, lease, claimed) if claimed else send_all(news)

    assert sent == ["b@x.org"]
    assert told(news) == by_rows(news) == {"sent": 1, "excluded": 1}
    nobody = news.deliveries.get(contact=None)
    assert (nobody.email, nobody.reason) == ("", "gone")


def test_two_who_become_one_get_it_once(audience: Audience) -> None:
    kept, gone = people(audience, "a@x.org", "b@x.org")
    news = message(audience)
    freeze(news)

    merging.merge(audience, kept.pk, gone.pk, {}, Cause(audience, "staff"))

    assert send_all(news) == ["a@x.org"]
    assert told(news) == {"sent": 1, "excluded": 1}


def test_numbers_that_do_not_add_up_are_refused_by_the_database(
    audience: Audience,
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)

    with pytest.raises(IntegrityError), transaction.atomic():
        audience.messages.filter(pk=news.pk).update(sent=1)


def test_another_audience_cannot_claim_dispatch_or_settle(audience: Audience) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 1)
    ids = [each.id for each in claimed]
    news.audience = AudienceFactory.create()

    assert sending.claim(news, 1)[1] == []
    assert sending.dispatch(news, lease, ids) == []
    assert sending.settle(news, lease, [Outcome(pk, "sent") for pk in ids]) == 0


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_once(audience: Audience) -> None:
    people(audience, *(f"{n}@x.org" for n in range(60)))
    news = message(audience)
    freeze(news)

    def sender(_n: int) -> list[str]:
        try:
            return send_all(news, 7)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        wires = list(pool.map(sender, range(4)))

    sent = [email for wire in wires for email in wire]
    assert sorted(sent) == sorted(f"{n}@x.org" for n in range(60))
    assert (told(news), news.stage) == ({"sent": 60}, "finished")


def test_claiming_a_hundred_takes_as_many_queries_as_one(
    audience: Audience, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(4)))
    news = message(audience)
    freeze(news)
    sending.claim(news, 1)  # the audience and its account are known from here on

    with django_assert_num_queries(6):
        sending.claim(news, 1)
    with django_assert_num_queries(6):
        sending.claim(news, 2)
