"""Senders and their database are killed on the way: nobody twice, nobody lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from delivery.runner import AT_ONCE
from tests.contacts.installation import Installation
from tests.delivery.ledger_worker import PEOPLE
from tests.delivery.sink import Sink, sink

WORKER = ("-m", "tests.delivery.ledger_worker")
# What is killed when the server has so many more: a sender, or the database of both.
VICTIMS = ("sender", "sender", "database", "sender")
STEP = 40


def start(installation: Installation, *args: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, *WORKER, "send", *map(str, args)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=installation.environment, stdout=quiet, stderr=quiet
    )


def wait_for(server: Sink, n: int) -> None:
    ends = time.monotonic() + 180
    while server.taken.total() < n:
        assert time.monotonic() < ends
        time.sleep(0.002)


def test_killed_on_the_way_each_gets_it_once(
    installation: Installation, audience_id: int
) -> None:
    prepared = installation.run(*WORKER, "prepare", str(audience_id))
    audience, message = json.loads(prepared)

    with sink("PIPELINING") as server:
        args = (audience, message, server.port)
        senders = [start(installation, *args) for _ in range(2)]
        for number, victim in enumerate(VICTIMS, 1):
            wait_for(server, number * STEP)
            if victim == "database":
                installation.kill_database()
                for sender in senders:
                    sender.wait()
                installation.cluster.start()
                senders = [start(installation, *args) for _ in range(2)]
            else:
                sender = senders.pop(0)
                sender.kill()
                sender.wait()
                senders.append(start(installation, *args))
        said = installation.run(*WORKER, "send", *map(str, args))
        for sender in senders:
            sender.wait(120)

    counts = json.loads(said)
    assert sum(counts.values()) == sum(PEOPLE.values())
    assert set(server.taken.values()) == {1}
    # Two senders had as much on the wire at each of five deaths, at most.
    assert counts["unknown"] <= PEOPLE["lost"] + (len(VICTIMS) + 1) * AT_ONCE
    assert counts["failed"] == PEOPLE["never"]
    sent = sum(PEOPLE.values()) - PEOPLE["never"] - counts["unknown"]
    assert counts["sent"] == sent
    assert server.taken.total() >= sent
