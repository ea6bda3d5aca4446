"""What was asked for is written in batches, and what is left is written at the end."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError
from django.utils.timezone import now

from delivery.tracking.buffer import Buffer, Seen

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
