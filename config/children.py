"""One process of Parterre, started again whenever it ends by itself."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from config.environment import REPOSITORY
from config.terminal import say

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class Child:
    """It has a session of its own: Ctrl-C reaches it through its supervisor alone."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._due_at = 0.0
        self._pause = FIRST_PAUSE

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def tend(self) -> None:
        """Start it when that is due; notice when it ended."""
        if self._process is None:
            if time.monotonic() >= self._due_at:
                self._start()
        elif self._process.poll() is not None:
            self._plan_restart(self._process.returncode)

    def terminate(self) -> None:
        """Ask it to end; what it started it ends itself, and in its own order."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End it and all it started, now."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _start(self) -> None:
        self._started_at = time.monotonic()
        self._process = start(self._command, self._environment)

    def _plan_restart(self, status: int) -> None:
        self.kill()
        self._process = None
        if time.monotonic() - self._started_at > LONGEST_PAUSE:
            self._pause = FIRST_PAUSE
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        say(f"{self.name}: {how}; starts again in {self._pause:.0f} s")
        self._due_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def start(
    command: Sequence[str], environment: Mapping[str, str], stdout: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that ends with this one, even when this one is killed."""
    parent = os.getpid()

    def end_with_parent() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the supervisor has no threads
    )
