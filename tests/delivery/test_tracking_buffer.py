"""What was asked for is written in batches, and what is left is written at the end."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError
from django.utils.timezone import now

from audiences.models import Audience
from contacts.models import Consent
from delivery.models import Hit, Link
from delivery.tracking.buffer import Buffer, Seen, write
from tests.delivery.ledgers import freeze, message, people

pytestmark = pytest.mark.django_db


def seen(n: int = 1) -> Seen:
    return Seen(uuid4(), None, now(), "", f"Agent {n}", is_head=False)


def test_a_buffer_writes_what_is_left_when_it_ends() -> None:
    wrote: list[Seen] = []
    held = Buffer(wrote.extend, has_thread=True)
    every = [seen(n) for n in range(5)]
    for each in every:
        held.add(each)

    held.close()

    assert wrote == every


@pytest.mark.parametrize("given", [True, False, None])
def test_what_is_opened_after_a_refusal_is_written_without_a_name(
    audience: Audience, given: bool | None
) -> None:
    (anna,) = people(audience, "anna@x.org")
    news = message(audience)
    freeze(news)
    link = Link.objects.create(audience=audience, message=news, kind="pixel")
    delivery = news.deliveries.get()
    for word in (False, given):
        Consent.objects.create(
            audience=audience, contact=anna, channel="tracking", given=word, at=now()
        )

    write([Seen(link.token, delivery.token, now(), "192.0.2.1", "A", is_head=False)])

    hit = Hit.objects.get(audience=audience)
    known = (None, None) if given is False else (delivery.pk, "192.0.2.1")
    assert (hit.delivery_id, hit.ip) == known


def test_what_could_not_be_written_is_written_later() -> None:
    wrote: list[Seen] = []
    fails = [OperationalError("gone")]

    def write(some: Any) -> None:
        if fails:
            raise fails.pop()
        wrote.extend(some)

    held = Buffer(write, has_thread=False)
    one = seen()
    with pytest.raises(OperationalError):
        held.add(one)

    held.flush()

    assert wrote == [one]


def test_what_the_database_never_takes_stops_nothing_else() -> None:
    wrote: list[Seen] = []
    bad, good = seen(1), seen(2)

    def write(some: Any) -> None:
        if bad in some:
            raise DataError("no")
        wrote.extend(some)

    held = Buffer(write, has_thread=True)
    held.add(bad)
    held.add(good)
    held.close()

    assert wrote == [good]
