"""A bulk verb, its undo and that of an import, killed on the way, end the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.contacts.installation import Installation
from tests.contacts.undoer import PEOPLE

UNDOER = ("-m", "tests.contacts.undoer")
# Of each job: after how many people somebody is killed, and who.
KILLED = {
    "the verb": [(300, "worker")],
    "its undo": [(200, "worker"), (500, "database")],
    "the undo of the import": [(200, "worker"), (500, "database")],
}


def undoer(installation: Installation, *args: object) -> Any:
    return json.loads(installation.run(*UNDOER, *map(str, args)))


def kill_at(
    installation: Installation, n: int, victim: str, audience: int, job: int
) -> None:
    """Let a worker do the job until it has done so many, then kill it or the server."""
    quiet = subprocess.DEVNULL
    worker = subprocess.Popen(
        [sys.executable, *UNDOER, "work", str(audience), str(job)],
        env=installation.environment,
        stdout=quiet,
        stderr=quiet,
    )
    installation.wait_until_done(job, n)
    if victim == "worker":
        worker.kill()
    else:
        installation.kill_database()
    assert worker.wait(timeout=60) != 0
    installation.cluster.start()
    assert installation.done(job) < PEOPLE - 60


def test_what_is_killed_on_the_way_comes_to_the_same_end(
    installation: Installation, audience_id: int
) -> None:
    prepared = undoer(installation, "prepare", audience_id)
    audience, job = prepared["audience"], prepared["job"]

    for (what, kills), calm in zip(KILLED.items(), prepared["calm"], strict=True):
        for n, victim in kills:
            kill_at(installation, n, victim, audience, job)
        end, job = undoer(installation, "work", audience, job)

        assert end == calm, what
        assert end[-1]["off"] == []
