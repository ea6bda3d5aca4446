"""Suppressing and erasing that lose their worker or their database end as one run."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from tests.contacts.installation import Installation
from tests.contacts.privacy_worker import PEOPLE

WORKER = ("-m", "tests.contacts.privacy_worker")
# In how many slices it was: what a killed one did is done once more.
DONE = {
    "suppress": "SELECT (counts ->> 'rows')::int FROM audiences_job WHERE id = %s",
    "erase": "SELECT done FROM audiences_job WHERE id = %s",
}


def worker(installation: Installation, *args: object) -> str:
    return installation.run(*WORKER, *map(str, args))


def kill(
    installation: Installation, what: str, audience: int, job: int, n: int, victim: str
) -> None:
    """Start the job, and end it by force when it has come so far."""
    command = [sys.executable, *WORKER, "work", str(audience), str(job)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, env=installation.environment, stdout=quiet, stderr=quiet
    )
    done = 0
    with installation.connection() as connection:
        while done < n:
            time.sleep(0.004)
            row = connection.execute(DONE[what], [job]).fetchone()
            done = (row and row[0]) or 0
    assert done < PEOPLE
    if victim == "worker":
        process.kill()
    else:
        installation.kill_database()
    assert process.wait() != 0
    installation.cluster.start()


def test_killed_on_the_way_each_does_its_work_once(
    installation: Installation, audience_id: int
) -> None:
    prepared = json.loads(worker(installation, "prepare", audience_id))
    audience, suppress, erase = prepared

    for n, victim in ((60, "worker"), (200, "database"), (400, "worker")):
        kill(installation, "suppress", audience, suppress, n, victim)
    suppressed = json.loads(worker(installation, "work", audience, suppress))

    assert suppressed == [
        "finished",
        {"added": PEOPLE, "refused": 1, "rows": PEOPLE + 1, "unsubscribed": PEOPLE},
        *(PEOPLE, PEOPLE, PEOPLE, PEOPLE),
        ["suppressions.imported"],
    ]

    for n, victim in ((60, "worker"), (300, "database")):
        kill(installation, "erase", audience, erase, n, victim)
    erased = json.loads(worker(installation, "work", audience, erase))

    assert erased == [
        "finished",
        {"changed": PEOPLE},
        *(0, 0, 0, 2 * PEOPLE),
        ["contacts.erased", "suppressions.imported"],
    ]
