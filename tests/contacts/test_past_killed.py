"""Past events whose import or undo loses its worker or database come to one end."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.contacts.installation import Installation
from tests.contacts.past_worker import PEOPLE, ROWS

WORKER = ("-m", "tests.contacts.past_worker")


def worker(installation: Installation, *args: object) -> Any:
    return json.loads(installation.run(*WORKER, *map(str, args)))


def kill_at(
    installation: Installation, n: int, victim: str, audience: int, job: int
) -> None:
    """Let a worker do the job until it has come so far, then kill it or the server."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *WORKER, "work", str(audience), str(job)],
        env=installation.environment,
        stdout=quiet,
        stderr=quiet,
    )
    installation.wait_until_done(job, n)
    if victim == "worker":
        process.kill()
    else:
        installation.kill_database()
    assert process.wait(timeout=60) != 0
    installation.cluster.start()


def test_killed_on_the_way_each_event_is_written_and_taken_back_once(
    installation: Installation, audience_id: int
) -> None:
    audience, job = worker(installation, "prepare", audience_id)

    for n, victim in ((200, "worker"), (500, "database"), (700, "worker")):
        kill_at(installation, n, victim, audience, job)
    state, counts, told, undo = worker(installation, "work", audience, job)

    assert (state, counts["new"], counts["rows"]) == ("finished", ROWS, ROWS + 1)
    assert counts["people"] == PEOPLE // 2
    assert told == [ROWS, ROWS, ROWS, PEOPLE]

    for n, victim in ((300, "database"), (700, "worker")):
        kill_at(installation, n, victim, audience, undo)
    state, counts, told, undo = worker(installation, "work", audience, undo)

    assert (state, counts["undone"], undo) == ("finished", ROWS, 0)
    assert told == [0, 0, 0, PEOPLE]
