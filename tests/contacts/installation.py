"""An installation of its own, whose processes and database may be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config.postgres import Cluster, processes


@dataclass
class Installation:
    """A data folder with a database server of its own."""

    home: Path
    cluster: Cluster

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PARTERRE_HOME": str(self.home),
            "DATABASE_URL": "",
            "PARTERRE_NO_FSYNC": "1",
        }

    def importer(self, *args: object) -> Any:
        return json.loads(self.run("-m", "tests.contacts.importer", *map(str, args)))

    def start_importer(self, *args: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.contacts.importer", *map(str, args)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            command, env=self.environment, stdout=quiet, stderr=quiet
        )

    def run(self, *args: str) -> str:
        command = [sys.executable, *args]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill_database(self) -> None:
        pid = processes.postmaster(self.cluster.layout.data)
        assert pid
        os.kill(pid, signal.SIGKILL)

    def connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=self.cluster.host,
            port=self.cluster.port,
            user=self.cluster.user,
            dbname="parterre",
            autocommit=True,
        )

    def done(self, job: int) -> int:
        """How many the job has done, whoever does it."""
        said = "SELECT done FROM audiences_job WHERE id = %s"
        with self.connection() as connection:
            row = connection.execute(said, [job]).fetchone()
        return int(row[0]) if row else 0

    def wait_until_done(self, job: int, n: int) -> None:
        """Return as soon as the job has done so many."""
        ends = time.monotonic() + 60
        while self.done(job) < n and time.monotonic() < ends:
            time.sleep(0.004)
