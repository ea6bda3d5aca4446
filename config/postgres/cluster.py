"""A PostgreSQL server for each data folder."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from config.environment import open_folder
from config.postgres import handshake, processes
from config.postgres.binaries import MAJOR
from config.postgres.handshake import Answer
from config.postgres.launching import ClusterError, Launcher
from config.postgres.placement import (
    Account,
    Layout,
    closed_folder,
    is_ours,
    server_account,
    substitute_folder,
)

VERSION = f"pg{MAJOR}"
# Recovery after a crash reads gigabytes of log again.
PATIENCE = 600.0


@dataclass(frozen=True)
class Cluster:
    """One server; nothing runs before `start`, which any number of processes call."""

    layout: Layout
    account: Account | None = None
    fsync: bool = True
    notice: str = ""
    user: str = "postgres"

    @classmethod
    def for_home(cls, home: Path, *, fsync: bool = True) -> Self:
        """The cluster of a data folder; elsewhere when its account cannot get there."""
        layout = Layout(home, VERSION)
        account = server_account(layout.data)
        if account is None or layout.data.exists():
            return cls(layout, account, fsync)
        substitute = Layout(substitute_folder(home), VERSION)
        closed = closed_folder(home, account)
        if closed is None and not substitute.data.exists():
            return cls(layout, account, fsync)
        account = server_account(substitute.data)
        notice = f"The database is kept in {substitute.folder}"
        if closed is not None and account is not None:
            notice += f": the account {account.name}, who runs it, cannot pass {closed}"
        return cls(substitute, account, fsync, f"{notice}.")

    @property
    def host(self) -> str:
        """The folder of the socket: what PostgreSQL's clients call the host."""
        return str(self.layout.socket.parent)

    @property
    def port(self) -> int:
        return self.layout.port

    def is_ready(self) -> bool:
        return self._ask("postgres") is Answer.READY

    def start(self) -> bool:
        """Return when the server takes connections: whether that took a new start."""
        if self.is_ready():
            return False
        open_folder(self.layout.folder)
        with self._locked():
            if self.is_ready():
                return False
            self._run()
            return True

    def stop(self, patience: float = PATIENCE) -> None:
        """End the server and its clients' connections."""
        pid = processes.postmaster(self.layout.data)
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        end = time.monotonic() + patience
        while processes.postmaster(self.layout.data) == pid:
            if time.monotonic() > end:
                raise ClusterError(f"The database server (process {pid}) does not end.")
            time.sleep(0.02)

    def ensure_database(self, name: str) -> None:
        if self._ask(name) is not Answer.UNKNOWN_DATABASE:
            return
        create = sql.SQL("create database {} template template0")
        with self._locked(), self._connection() as connection:
            if self._ask(name) is Answer.UNKNOWN_DATABASE:
                connection.execute(create.format(sql.Identifier(name)))

    def _ask(self, database: str) -> Answer:
        if not is_ours(self.layout.socket.parent, self.account):
            return Answer.NOBODY
        return handshake.ask(self.layout.socket, self.user, database)

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            dbname="postgres",
            autocommit=True,
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other starters out; the lock ends with its process, come what may."""
        with self.layout.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self) -> None:
        launcher = Launcher(self.layout, self.account, self.fsync)
        launcher.make_data()
        server: subprocess.Popen[bytes] | None = None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # Another server may be starting, recovering or on its way out.
            if server is None and processes.postmaster(self.layout.data) is None:
                if self.notice:
                    sys.stderr.write(f"{self.notice}\n")
                server = launcher.start()
            time.sleep(0.02)
            if self.is_ready():
                return
            if server is not None and server.poll() is not None:
                break
        said = launcher.last_words()
        raise ClusterError(f"The database does not start ({self.layout.log}):\n{said}")
