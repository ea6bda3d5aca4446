"""Processes that react, one or two, killed and stopped in the middle of it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.contacts.installation import Installation
from tests.events import reacting

COMMAND = ("-m", "tests.events.reacting")

type Reactor = subprocess.Popen[str]


class Place:
    """An installation with an audience, and reactors that may be killed."""

    def __init__(self, installation: Installation, audience_id: int) -> None:
        self.installation = installation
        self.audience_id = audience_id
        self.reactors: list[Reactor] = []
        self.known = 0

    def start(self, verb: str = "react") -> Reactor:
        reactor = subprocess.Popen(
            [sys.executable, *COMMAND, verb],
            env=self.installation.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.reactors.append(reactor)
        return reactor

    def happen(self, n: int) -> list[int]:
        said = self.installation.run(*COMMAND, "happen", str(self.audience_id), str(n))
        ids: list[int] = json.loads(said)
        return ids

    def ask(self, sql: str) -> list[int]:
        with self.installation.connection() as connection:
            return [int(row[0]) for row in connection.execute(sql.encode()).fetchall()]

    def heard(self) -> list[int]:
        return self.ask("SELECT event_id FROM heard ORDER BY event_id")

    def left(self) -> int:
        return self.ask("SELECT count(*) FROM events_outbox")[0]

    def makes_progress(self) -> bool:
        """Whether more was heard since the last time this was asked, or everything."""
        before, self.known = self.known, len(self.heard())
        return self.known > before or not self.left()

    def is_listening(self) -> bool:
        said = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
        return self.ask(said) == [1]


@pytest.fixture
def place(installation: Installation, audience_id: int) -> Iterator[Place]:
    place = Place(installation, audience_id)
    with installation.connection() as connection:
        connection.execute(reacting.TABLE.encode())
    yield place
    for reactor in place.reactors:
        reactor.kill()
        reactor.communicate()
    with installation.connection() as connection:
        connection.execute("DROP TABLE heard")
        connection.execute("TRUNCATE events_outbox, events_outboxfailure")


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.01)


def test_who_is_killed_in_the_middle_of_a_batch_leaves_it_to_the_next(
    place: Place,
) -> None:
    happened = place.happen(1_000)
    reactor = place.start()
    wait_until(lambda: len(place.heard()) >= 300)

    reactor.kill()
    reactor.wait()

    heard = place.heard()
    assert len(heard) < 1_000
    assert len(heard) + place.left() == 1_000
    place.start()
    wait_until(lambda: not place.left())
    assert place.heard() == happened


def test_two_that_are_killed_again_and_again_lose_nothing_and_do_nothing_twice(
    place: Place,
) -> None:
    chance = random.Random(4)
    happened = place.happen(5_000)
    running = [place.start(), place.start()]

    for _kill in range(6):
        wait_until(place.makes_progress)
        time.sleep(chance.uniform(0, 0.05))
        victim = running.pop(chance.randrange(2))
        victim.kill()
        victim.wait()
        running.append(place.start())

    wait_until(lambda: not place.left())
    assert place.heard() == happened


def test_it_survives_the_database(place: Place) -> None:
    happened = place.happen(1_000)
    reactor = place.start()
    wait_until(lambda: len(place.heard()) >= 300)

    place.installation.kill_database()
    time.sleep(0.2)
    place.installation.cluster.start()

    assert len(place.heard()) < 1_000
    wait_until(lambda: not place.left())
    assert place.heard() == happened
    assert reactor.poll() is None
    wait_until(place.is_listening)


def test_it_is_woken_by_what_happens_and_stops_in_its_sleep(place: Place) -> None:
    reactor = place.start("only-when-told")
    wait_until(place.is_listening)
    time.sleep(0.5)  # whatever it did before it went to sleep

    happened = place.happen(1)

    wait_until(lambda: place.heard() == happened)
    time.sleep(0.5)
    reactor.send_signal(signal.SIGTERM)
    assert reactor.wait(timeout=10) == 0


def test_it_stops_in_the_middle_of_much(place: Place) -> None:
    happened = place.happen(1_000)
    reactor = place.start()
    wait_until(lambda: bool(place.heard()))

    reactor.send_signal(signal.SIGINT)

    assert reactor.wait(timeout=10) == 0
    heard = place.heard()
    assert heard == happened[: len(heard)]
    assert len(heard) + place.left() == 1_000


def test_one_that_always_fails_stops_no_other(place: Place) -> None:
    happened = place.happen(200)
    place.start("beside-a-failing-one")

    wait_until(lambda: not place.left())

    assert place.heard() == happened
    said = "SELECT event_id FROM events_outboxfailure ORDER BY event_id"
    assert place.ask(said) == happened
