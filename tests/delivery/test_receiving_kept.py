"""What comes in is kept once, looked at until it is understood, and goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from audiences.models import Audience
from contacts.models import Contact
from delivery.models import Delivery, Received
from delivery.receiving import storing, working
from tests.delivery.ledgers import people
from tests.delivery.mails import (
    DOMAIN,
    at,
    come,
    dsn,
    plain,
    sent,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (contact,) = people(audience, "anna@example.com")
    return contact


@pytest.fixture
def delivery(anna: Contact) -> Delivery:
    return sent(anna)


def test_ten_times_the_same_are_one(delivery: Delivery, anna: Contact) -> None:
    raw = dsn(anna.email)

    for n in range(10):
        traced = b"Received: by mx%d.example.com\r\n" % n + raw
        come(traced, at("b", delivery.token))

    assert Received.objects.count() == 1
    assert told(anna) == ["contact.cleaned", "email.bounced"]


@pytest.mark.parametrize("identity", ["<1@x>", ""])
def test_a_message_to_very_many_is_kept_with_all_of_them(
    delivery: Delivery, anna: Contact, identity: str
) -> None:
    others = [f"z{n:04}@{DOMAIN}" for n in range(1_000)]
    raw = plain(Message_ID=identity)

    for _again in range(2):
        storing.keep_all(
            raw,
            Received.Way.PIPE,
            sender=anna.email,
            recipients=[*others, at("r", delivery.token)],
        )
    while working.sweep():
        pass

    rows = Received.objects.order_by("pk")
    assert [len(each.recipients) for each in rows] == [500, 500, 1]
    assert {to for each in rows for to in each.recipients} >= {*others}
    assert [each.delivery_id for each in rows] == [delivery.pk, None, None]


def test_a_message_to_more_than_that_is_refused_with_a_reason() -> None:
    others = [f"{n}@{DOMAIN}" for n in range(5_001)]

    with pytest.raises(storing.TooMany, match=r"5001 recipients.* at most 5000"):
        storing.keep_all(plain(), Received.Way.PIPE, recipients=others)
    with pytest.raises(storing.TooMany, match="more than 500"):
        storing.keep(plain(), Received.Way.PIPE, recipients=others[:501])
    assert not Received.objects.exists()


def test_of_a_mailbox_too_an_address_behind_a_thousand_others_is_found(
    delivery: Delivery, anna: Contact
) -> None:
    """Nobody tells the envelope there."""
    others = [f"reader{n:04}@fjord.example" for n in range(1_000)]
    raw = plain(To=", ".join([*others, at("r", delivery.token)]))

    kept = storing.keep(raw, Received.Way.IMAP).received
    working.look_at(kept.pk)

    kept.refresh_from_db()
    assert kept.delivery_id == delivery.pk
    assert anna.email in kept.names


def test_one_id_for_different_messages_loses_none(delivery: Delivery) -> None:
    for n in range(2):
        come(plain(Subject=f"Scan {n}", Message_ID="<scanner>"), f"a@{DOMAIN}")

    assert Received.objects.count() == 2


def test_a_task_is_queued_with_what_it_is_about(audience: Audience) -> None:
    received = storing.keep(plain(), Received.Way.SMTP).received

    (queued,) = OrmQ.objects.all()
    assert queued.task["func"] == "delivery.receiving.tasks.look_at"
    assert queued.task["args"] == (received.pk,)


def test_what_fails_is_tried_again_later_and_then_set_aside(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(received: Received) -> None:
        raise ValueError("no\0pe")

    monkeypatch.setattr(working, "understand", fail)
    pk = storing.keep(plain(), Received.Way.SMTP).received.pk
    other = storing.keep(plain(Message_ID="<2@x>"), Received.Way.SMTP).received.pk

    working.look_at(pk)
    working.look_at(pk)  # not due

    rows = Received.objects.filter(pk=pk)
    assert rows.get().attempts == 1
    for _again in range(4):
        rows.update(due_at=timezone.now())
        working.sweep()
    assert rows.get().state == "quarantined"
    assert rows.get().error == "ValueError: no\ufffdpe"
    monkeypatch.undo()
    assert rows.retry() == 1
    Received.objects.filter(pk=other).update(due_at=timezone.now())
    assert working.sweep() == 2
    assert set(Received.objects.values_list("state", flat=True)) == {"done"}


def test_what_kills_whoever_looks_at_it_is_set_aside(audience: Audience) -> None:
    pk = storing.keep(plain(), Received.Way.SMTP).received.pk
    rows = Received.objects.filter(pk=pk)

    for _death in range(5):
        assert rows.take() == 1
        rows.update(due_at=timezone.now())

    assert rows.take() == 0
    working.sweep()
    assert rows.get().state == "quarantined"


def test_what_was_kept_long_enough_goes(audience: Audience, settings: Any) -> None:
    settings.RECEIVED_DAYS = 90
    old, new = (
        storing.keep(plain(Message_ID=f"<{n}@x>"), Received.Way.SMTP).received.pk
        for n in range(2)
    )
    Received.objects.filter(pk=old).update(
        received_at=timezone.now() - timedelta(days=91)
    )

    working.forget_old()

    assert list(Received.objects.values_list("pk", flat=True)) == [new]
