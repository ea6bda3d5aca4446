"""Senders and their database are killed on the way: nobody twice, nobody lost."""

from __future__ import annotations

import time

from tests.contacts.installation import Installation
from tests.delivery.proving import Trial
from tests.delivery.sink import Sink, sink

PEOPLE = {"taken": 240, "busy1": 30, "never": 20, "lost": 10}
# What is killed when the server has so many more: a sender, or the database of both.
VICTIMS = ("sender", "sender", "database", "sender")
STEP = 40


def wait_for(server: Sink, n: int) -> None:
    ends = time.monotonic() + 180
    while server.taken.total() < n:
        assert time.monotonic() < ends
        time.sleep(0.002)


def test_killed_on_the_way_each_gets_it_once(
    installation: Installation, audience_id: int
) -> None:
    trial = Trial(installation, audience_id, PEOPLE)
    with sink("PIPELINING") as server:
        trial.start(server)
        for number, victim in enumerate(VICTIMS, 1):
            wait_for(server, number * STEP)
            if victim == "database":
                trial.kill_database()
            else:
                trial.kill_sender(server)
        trial.wait_until_over()
        ends = trial.stop()

        found = trial.check(server)

    assert set(ends) <= {0, -15}  # it may have been told while it was still starting
    assert found["failed"] == PEOPLE["never"]
