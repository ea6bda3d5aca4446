"""An export that loses its worker and its database is whole in the end."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import psycopg

from tests.contacts.exporter import PEOPLE
from tests.contacts.installation import Installation

EXPORTER = ("-m", "tests.contacts.exporter")
# After how many people, and who is killed.
KILLED = {
    "zip": [(40, "worker"), (320, "database")],
    "csv": [(200, "worker")],
    "xlsx": [(320, "worker")],
}


def exporter(installation: Installation, *args: object) -> str:
    return installation.run(*EXPORTER, *map(str, args))


def start_exporter(
    installation: Installation, *args: object
) -> subprocess.Popen[bytes]:
    command = [sys.executable, *EXPORTER, *map(str, args)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=installation.environment, stdout=quiet, stderr=quiet
    )


def wait_for(n: int, job: int, installation: Installation) -> None:
    """Return when the job has done so many, being far from its end."""
    done = "SELECT done FROM audiences_job WHERE id = %s"
    there = 0
    with installation.connection() as connection:
        while there < n:
            time.sleep(0.004)
            there = told(connection, done, job)
    assert there < PEOPLE - 60


def told(connection: psycopg.Connection[tuple[int]], sql: str, job: int) -> int:
    row = connection.execute(sql, [job]).fetchone()
    assert row
    return row[0]


def test_a_killed_export_has_everybody_once(
    installation: Installation, audience_id: int
) -> None:
    audience, jobs = json.loads(exporter(installation, "prepare", audience_id))

    for format, job in jobs.items():
        for n, victim in KILLED[format]:
            worker = start_exporter(installation, "work", audience, job)
            wait_for(n, job, installation)
            if victim == "worker":
                worker.kill()
            else:
                installation.kill_database()
            assert worker.wait() != 0
            installation.cluster.start()

        told = json.loads(exporter(installation, "work", audience, job))

        everybody = [f"p{place:04}@x.com" for place in range(PEOPLE)]
        assert told == ["finished", everybody, 0], format
