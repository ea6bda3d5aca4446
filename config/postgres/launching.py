"""Make a cluster's files and start its server; the caller keeps other starters out."""

import contextlib
import locale
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.postgres import processes, tuning
from config.postgres.binaries import MAJOR, programs
from config.postgres.placement import Account, Layout, is_ours

INITDB = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    # The same order of letters on every system, whatever its C library or ICU.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
# What counts as a letter to the trigram index that search stands on: with plain C
# nothing beyond ASCII does, and a Cyrillic name would be looked for in every row.
LETTERS = ("C.UTF-8", "en_US.UTF-8", "UTF-8")


def letters() -> str:
    """The first of these locales that the system has."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in LETTERS:
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
    return "C"


class ClusterError(RuntimeError):
    """The server cannot run; the message tells people why."""


@dataclass(frozen=True)
class Launcher:
    layout: Layout
    account: Account | None
    fsync: bool

    def make_data(self) -> None:
        """Make the data folder under another name first: it is whole or not there."""
        self._refuse_other_version()
        data = self.layout.data
        if data.exists():
            return
        prefix = f"{data.name}.init"
        for left_by_killed_starter in data.parent.glob(f"{prefix}*"):
            shutil.rmtree(left_by_killed_starter, ignore_errors=True)
        # A name of its own: the killed starter's initdb may still be writing to its.
        new = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=data.parent))
        self._hand_over(new)
        self._initdb(new)
        new.rename(data)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server in a session of its own, out of reach of our Ctrl-C."""
        self._clear()
        self._configure()
        postgres = self._program("postgres")
        configuration = f"config_file={self.layout.configuration}"
        with self._fresh_log() as log:
            return subprocess.Popen(
                [postgres, "-D", self.layout.data, "-c", configuration],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.layout.data,
                start_new_session=True,
                **self._environment,
            )

    def last_words(self) -> str:
        """The end of the log: why a server stopped."""
        lines = self.layout.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-10:])

    def _refuse_other_version(self) -> None:
        known = [self.layout.data / "PG_VERSION"]
        if not known[0].exists():
            known = sorted(self.layout.folder.glob("pg[0-9]*[0-9]/PG_VERSION"))
        for marker in known:
            if (found := marker.read_text().strip()) != MAJOR:
                raise ClusterError(
                    f"{marker.parent} is a database of PostgreSQL {found}, and this is "
                    f"PostgreSQL {MAJOR}. Dump it with the Parterre that made it "
                    f"(pg_dump --format=custom), move that folder away, start this "
                    f"Parterre once, and restore the dump (pg_restore --clean)."
                )

    def _initdb(self, folder: Path) -> None:
        command = [str(self._program("initdb")), f"--pgdata={folder}", *INITDB]
        command.append(f"--lc-ctype={letters()}")
        if not self.fsync:
            command.append("--no-sync")
        run = subprocess.run(
            command,
            check=False,
            cwd="/",
            capture_output=True,
            text=True,
            **self._environment,
        )
        if run.returncode:
            raise ClusterError(f"The database cannot be made.\n{run.stderr.strip()}")

    def _clear(self) -> None:
        """Remove what a server that is no more left: a new one would refuse to start.

        Two servers on one folder are kept apart by shared memory all the same.
        """
        processes.end_orphans(self.layout.data)
        socket = self.layout.socket
        pid_file = self.layout.data / "postmaster.pid"
        for leftover in (pid_file, socket, socket.with_name(f"{socket.name}.lock")):
            leftover.unlink(missing_ok=True)

    def _configure(self) -> None:
        """Write the settings anew, so that those of a new release count.

        What an administrator sets by ALTER SYSTEM is read last and wins.
        """
        sockets = self._socket_folder()
        values = tuning.settings(tuning.memory(), fsync=self.fsync)
        values |= {
            "unix_socket_directories": _listed(sockets),
            "unix_socket_permissions": "0700",
            "port": str(self.layout.port),
        }
        lines = [f"include {tuning.quoted(str(self.layout.data / 'postgresql.conf'))}"]
        lines += [f"{name} = {tuning.quoted(value)}" for name, value in values.items()]
        configuration = self.layout.configuration
        configuration.write_text("\n".join(lines) + "\n")
        configuration.chmod(0o644)

    def _socket_folder(self) -> Path:
        folder = self.layout.socket.parent
        if not folder.exists():
            folder.mkdir(mode=0o700)
            self._hand_over(folder)
        if not is_ours(folder, self.account):
            raise ClusterError(
                f"The database needs {folder} for its socket, which belongs to "
                "somebody else: remove it, or set PARTERRE_HOME to a shorter path."
            )
        folder.chmod(0o700)
        return folder

    def _fresh_log(self) -> Any:
        log = self.layout.log
        if log.exists():
            log.rename(log.with_suffix(".old.log"))
        log.touch(mode=0o600)
        return log.open("ab")

    def _program(self, name: str) -> Path:
        return programs(self.layout.folder, self.account) / name

    def _hand_over(self, folder: Path) -> None:
        if self.account is not None:
            os.chown(folder, self.account.uid, self.account.gid)

    @property
    def _environment(self) -> dict[str, Any]:
        """What subprocess gets beside the command: whose process, which variables."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        variables = {**kept, "LC_ALL": "C", "TZ": "UTC"}
        credentials = self.account.credentials if self.account else {}
        return {"env": variables, **credentials}


def _listed(folder: Path) -> str:
    """The folder as the one entry of a list."""
    return '"' + str(folder).replace('"', '""') + '"'
