"""Sending again and calling off: many at once, with a way back, and never twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from audiences import actions, jobs
from audiences.models import Action, Audience, Job
from delivery import steering
from delivery.models import Delivery, Message
from delivery.overview import running, verbs
from delivery.overview.filters import DeliveryFilter
from delivery.overview.reading import Matching
from delivery.overview.running import CANCEL, RETRY, VERBS
from delivery.overview.scope import Scope
from tests.conftest import membership_of
from tests.delivery.ledgers import (
    by_rows,
    freeze,
    message,
    people,
    send_all,
    told,
    why,
)
from tests.delivery.test_pages import ended

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def failed(audience: Audience, *names: str, **fields: Any) -> Message:
    """A message that the servers of these people refused."""
    people(audience, *(f"{name}@x.org" for name in names))
    return refused(audience, *names, **fields)


def refused(audience: Audience, *names: str, **fields: Any) -> Message:
    one = message(audience, **fields)
    freeze(one)
    ended(one, **dict.fromkeys(names, "failed"))
    return one


def start(user: User, kind: str, agreed: int = 100, **query: Any) -> list[Job]:
    wanted = DeliveryFilter.from_query({k: str(v) for k, v in query.items()})
    matching = Matching.of(Scope.of(membership_of(user)), wanted)
    return running.start(matching, VERBS[kind], owner=user, agreed=agreed)


def done(user: User, kind: str, **query: Any) -> Job:
    """The one job of it, as it ended; run twice, it does nothing more."""
    (job,) = start(user, kind, **query)
    jobs.run(job)
    return jobs.run(job)


def test_what_failed_waits_again_over_all_messages(
    alice: User, audience: Audience
) -> None:
    first = failed(audience, "ada", "bob")
    second = refused(audience, "ada")

    job = done(alice, RETRY, state="failed")

    assert (job.total, job.counts) == (3, {"changed": 3})
    assert (told(first), told(second)) == ({"pending": 2}, {"pending": 1, "sent": 1})
    assert by_rows(first) == told(first)
    assert first.stage == second.stage == "sending"
    assert sorted(send_all(first) + send_all(second)) == [
        "ada@x.org",
        "ada@x.org",
        "bob@x.org",
    ]


def test_only_what_matches_the_filter_is_sent_again(
    alice: User, audience: Audience
) -> None:
    first = failed(audience, "ada", "bob")
    second = refused(audience, "ada", "bob")

    done(alice, RETRY, message=second.pk, q="ada@")

    assert (told(first), told(second)) == ({"failed": 2}, {"failed": 1, "pending": 1})


@pytest.mark.parametrize("state", ["sent", "unknown"])
def test_what_somebody_may_have_is_never_among_those_that_are_sent_again(
    alice: User, audience: Audience, state: str
) -> None:
    people(audience, "ada@x.org")
    one = message(audience)
    freeze(one)
    ended(one, ada=state)
    ids = list(one.deliveries.values_list("pk", flat=True))

    assert start(alice, RETRY) == []
    assert verbs.send_again(audience, ids) == {}
    assert told(one) == {state: 1}


def test_those_of_canceled_messages_and_of_nobody_stay_as_they_are(
    alice: User, audience: Audience
) -> None:
    canceled, nobodys = failed(audience, "ada"), refused(audience, "ada")
    Message.objects.filter(pk=canceled.pk).update(stage="canceled")
    nobodys.deliveries.update(contact=None, email="")

    assert start(alice, RETRY) == []
    ids = [one.pk for news in (canceled, nobodys) for one in news.deliveries.all()]
    assert verbs.send_again(audience, ids) == {}


def test_sending_again_is_taken_back_where_nobody_tried_since(
    alice: User, audience: Audience
) -> None:
    one = failed(audience, "ada", "bob", "eve")
    waiting = one.deliveries.exclude(email="ada@x.org").order_by("pk")
    before = list(waiting.values())
    job = done(alice, RETRY)
    one.deliveries.exclude(email="ada@x.org").update(due_at="2999-01-01T00:00Z")
    assert send_all(one) == ["ada@x.org"]

    undone = jobs.run(undo_of(job, alice))

    assert undone.counts == {"undone": 2}
    assert told(one) == {"sent": 1, "failed": 2}
    assert list(waiting.all().values()) == before
    assert one.stage == "finished"


def undo_of(job: Job, actor: User) -> Job:
    action = Action.objects.get(audience=job.audience_id, pk=job.params["action"])
    started = actions.undo(action, actor=actor)
    assert started
    return started


def test_who_waits_is_called_off_and_the_message_ends(
    alice: User, audience: Audience
) -> None:
    people(audience, "ada@x.org", "bob@x.org")
    one = message(audience)
    freeze(one)

    done(alice, CANCEL, q="ada")

    assert why(one)["ada@x.org"] == "excluded called_off"
    assert send_all(one) == ["bob@x.org"]
    assert (told(one), one.stage) == ({"sent": 1, "excluded": 1}, "finished")


def test_calling_off_is_taken_back_also_once_the_message_is_over(
    alice: User, audience: Audience
) -> None:
    people(audience, "ada@x.org", "bob@x.org")
    one = message(audience)
    freeze(one)
    before = list(one.deliveries.order_by("pk").values())
    job = done(alice, CANCEL)
    assert (told(one), one.stage) == ({"excluded": 2}, "finished")

    jobs.run(undo_of(job, alice))

    assert list(one.deliveries.order_by("pk").values()) == before
    assert (told(one), one.stage) == ({"pending": 2}, "sending")
    assert len(send_all(one)) == 2


def test_who_opted_out_meanwhile_does_not_get_what_was_called_off(
    alice: User, audience: Audience
) -> None:
    people(audience, "ada@x.org")
    one = message(audience)
    freeze(one)
    job = done(alice, CANCEL)
    audience.contacts.update(status="unsubscribed")

    jobs.run(undo_of(job, alice))

    assert send_all(one) == []
    assert why(one)["ada@x.org"] == "excluded unsubscribed"


def test_what_a_message_left_out_when_it_was_canceled_does_not_come_back(
    alice: User, audience: Audience
) -> None:
    people(audience, "ada@x.org")
    one = message(audience)
    freeze(one)
    (job,) = start(alice, CANCEL)
    steering.cancel(one)
    jobs.run(job)

    jobs.run(undo_of(job, alice))

    assert why(one)["ada@x.org"] == "excluded canceled"


def test_what_is_on_its_way_is_not_called_off(alice: User, audience: Audience) -> None:
    people(audience, "ada@x.org")
    one = message(audience)
    freeze(one)
    one.deliveries.update(state="leased")

    assert start(alice, CANCEL) == []
    assert verbs.call_off(audience, [one.deliveries.get().pk]) == {}


@pytest.mark.parametrize("n", [3, 60])
def test_it_is_one_statement_whatever_the_number_of_messages(
    audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    people(audience, "ada@x.org")
    for _n in range(n):
        refused(audience, "ada")
    ids = list(Delivery.objects.filter(audience=audience).values_list("pk", flat=True))

    # A savepoint and the NOTIFY stand around it.
    with django_assert_num_queries(3):
        assert len(verbs.send_again(audience, ids)) == n


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_again_at_once_send_it_once(
    audience: Audience,
) -> None:
    first, second = failed(audience, "ada", "bob"), refused(audience, "ada", "bob")
    ids = list(Delivery.objects.filter(audience=audience).values_list("pk", flat=True))
    moved: list[int] = []
    gate = threading.Barrier(3)

    def again(order: list[int]) -> None:
        try:
            gate.wait(10)
            moved.extend(verbs.send_again(audience, order))
        finally:
            connection.close()

    orders = (ids, ids[::-1], ids)
    threads = [threading.Thread(target=again, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(moved) == sorted(ids)
    assert told(first) == told(second) == {"pending": 2}
    assert len(send_all(first) + send_all(second)) == 4
