"""`make prove`: senders and their database are killed while they send to 20,000 people.

They speak to a mail server that takes, asks to come again, refuses, and breaks off
before it took a message or after it did. In the end nobody has it twice, nobody is
lost, and of no more is it unknown than were on the wire at some death.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.postgres import Cluster
from tests.contacts.installation import Installation
from tests.delivery.ledger_worker import AT_ONCE
from tests.delivery.sink import Sink, sink

WORKER = ("-m", "tests.delivery.ledger_worker")
SENDERS = 2
# How many of each kind, by what the server does to them (`tests.delivery.sink`).
PEOPLE = {"taken": 17_000, "busy1": 1_600, "never": 1_000, "lost": 200, "cut": 200}
SECONDS = (1.0, 3.0)  # between two deaths
PATIENCE = 1800.0
STATES = (
    *("pending", "leased", "deferred", "sent", "failed", "suppressed"),
    *("excluded", "unknown"),
)


class Trial:
    """One message, its senders, and whoever kills them."""

    def __init__(
        self, installation: Installation, beside: int, people: Mapping[str, int]
    ) -> None:
        self.installation = installation
        said = installation.run(*WORKER, "prepare", str(beside), json.dumps(people))
        self.audience, self.message = json.loads(said)
        self.people = people
        self.kills = self.deaths_of_the_database = 0
        self.senders: list[subprocess.Popen[bytes]] = []

    def start(self, server: Sink, n: int = SENDERS) -> None:
        for _sender in range(n):
            command = [*WORKER, "send", str(self.audience), str(server.port)]
            quiet = subprocess.DEVNULL
            self.senders.append(
                subprocess.Popen(
                    [sys.executable, *command],
                    env=self.installation.environment,
                    stdout=quiet,
                    stderr=quiet,
                )
            )

    def kill_sender(self, server: Sink) -> None:
        """Kill the oldest, and let another take its place."""
        sender = self.senders.pop(0)
        sender.kill()
        sender.wait()
        self.kills += 1
        self.start(server, 1)

    def kill_database(self) -> None:
        self.installation.kill_database()
        time.sleep(0.2)
        self.installation.cluster.start()
        self.deaths_of_the_database += 1

    def counts(self) -> dict[str, int]:
        columns = ", ".join(STATES)
        asked = (
            f"SELECT stage = 'finished', {columns} FROM delivery_message WHERE id = %s"
        )
        with self.installation.connection() as connection:
            row = connection.execute(asked.encode(), [self.message]).fetchone()
        assert row
        return {"finished": row[0], **dict(zip(STATES, row[1:], strict=True))}

    @property
    def is_over(self) -> bool:
        try:
            return bool(self.counts()["finished"])
        except psycopg.OperationalError:
            return False

    def wait_until_over(self) -> None:
        ends = time.monotonic() + PATIENCE
        while not self.is_over:
            assert time.monotonic() < ends, self.counts()
            time.sleep(0.1)

    def stop(self) -> list[int]:
        """Ask the senders to end; how each of them did."""
        for sender in self.senders:
            sender.terminate()
        return [sender.wait(30) for sender in self.senders]

    def check(self, server: Sink) -> dict[str, int]:
        """What came of it; raises where the ledger says anything that is not so."""
        counts, people = self.counts(), self.people
        everybody = sum(people.values())
        doubles = sum(n - 1 for n in server.taken.values())
        broken_off = people.get("lost", 0) + people.get("cut", 0)
        # Each death leaves what its sender had on the wire; the database's, of all.
        deaths = self.kills + SENDERS * self.deaths_of_the_database
        known = counts["sent"] + counts["failed"] + counts["unknown"]
        found = {
            "recipients": everybody,
            "sent": counts["sent"],
            "failed": counts["failed"],
            "unknown": counts["unknown"],
            "unknown at most": broken_off + deaths * AT_ONCE,
            "senders killed": self.kills,
            "restarts of the database": self.deaths_of_the_database,
            "taken by the server": server.taken.total(),
            "doubles": doubles,
            "lost": everybody - known,
        }
        assert (found["doubles"], found["lost"]) == (0, 0), found
        assert counts["unknown"] <= found["unknown at most"], found
        assert counts["failed"] <= people["never"], found
        assert (
            counts["sent"] <= server.taken.total() <= counts["sent"] + counts["unknown"]
        )
        return found


@contextmanager
def installed() -> Iterator[tuple[Installation, int]]:
    """An installation with an account, whose files are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="parterre-prove-", dir="/tmp"))
    home.chmod(0o711)
    installation = Installation(home, Cluster.for_home(home, fsync=False))
    try:
        said = installation.run(
            *("manage.py", "bootstrap", "--account", "Fjord"),
            *("--email", "a@example.com", "--password", "correct horse battery"),
        )
        yield installation, int(json.loads(said)["audience_id"])
    finally:
        installation.cluster.stop()
        shutil.rmtree(home)


def main(part: float) -> None:
    """Print what came of so large a part of the people; raises where it is wrong."""
    people = {kind: max(1, int(n * part)) for kind, n in PEOPLE.items()}
    chance = random.Random(9)
    with installed() as (installation, beside), sink("PIPELINING") as server:
        trial = Trial(installation, beside, people)
        half = sum(people.values()) // 2
        began = time.monotonic()
        trial.start(server)
        while not trial.is_over:
            assert time.monotonic() < began + PATIENCE, trial.counts()
            seen = server.asked.total()
            time.sleep(chance.uniform(*SECONDS))
            if server.asked.total() == seen:
                continue  # nobody is killed who has hardly started
            if not trial.deaths_of_the_database and server.taken.total() > half:
                trial.kill_database()
            elif not trial.is_over:
                trial.kill_sender(server)
        seconds = time.monotonic() - began
        ends = trial.stop()
        found = trial.check(server)
    assert set(ends) <= {0, -15}, ends
    for name, n in {**found, "seconds": round(seconds)}.items():
        sys.stdout.write(f"{name:<26} {n:>8,}\n")
