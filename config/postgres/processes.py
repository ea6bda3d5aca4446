"""The server's processes, found by what they are, never by a number in a file.

A number outlives its process: as a zombie nobody reaps, or, after a reboot, as
somebody else's.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    pid: int
    command: str

    @property
    def is_postmaster(self) -> bool:
        """Whether it is the server itself: its children are named `postgres: …`."""
        return not self.command.startswith("postgres:")


def postmaster(data: Path) -> int | None:
    """The process id of the live server of this data folder, if there is one."""
    for process in of(data):
        if process.is_postmaster:
            return process.pid
    return None


def end_orphans(data: Path, patience: float = 5.0) -> None:
    """End what a killed server left behind: it keeps the next one from starting."""
    end = time.monotonic() + patience
    while orphans := [p.pid for p in of(data) if not p.is_postmaster]:
        kind = signal.SIGQUIT if time.monotonic() < end else signal.SIGKILL
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, kind)
        time.sleep(0.05)


def of(data: Path) -> Iterator[Process]:
    """All processes of this data folder's server, whoever started it."""
    return _from_proc(data) if sys.platform == "linux" else _from_ps(data)


def _from_proc(data: Path) -> Iterator[Process]:
    if not data.exists():
        return
    folder = data.stat()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        # It may end while being looked at, and other people's cannot be read.
        with contextlib.suppress(OSError):
            name, state = _name_and_state(entry)
            if name != "postgres" or state in "ZX":
                continue
            if os.path.samestat((entry / "cwd").stat(), folder):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                yield Process(int(entry.name), command.decode(errors="replace"))


def _name_and_state(entry: Path) -> tuple[str, str]:
    status = (entry / "stat").read_text(errors="replace")
    name, rest = status.split("(", 1)[1].rsplit(")", 1)
    return name, rest.split()[0]


def _from_ps(data: Path) -> Iterator[Process]:
    """Without /proc the children cannot be told apart: only the server is found."""
    listing = ["ps", "-axww", "-o", "pid=,stat=,command="]
    lines = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    for line in lines.splitlines():
        pid, state, command = line.strip().split(maxsplit=2)
        if not state.startswith("Z") and f"postgres -D {data}" in command:
            yield Process(int(pid), command)
