"""Parterre as it is run: gunicorn and the worker, on a database of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence

from config import children

PATIENCE = 60.0  # a machine that tests may be slow
GUNICORN = [
    *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
    *("--worker-class=gthread", "--workers=1", "--threads=4"),
    *("--no-control-socket", "--log-level=warning"),
]
WORKER = [sys.executable, "manage.py", "qcluster"]


@contextlib.contextmanager
def web(database: str) -> Iterator[str]:
    """The address of a web server, from when it answers until the block ends."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [*GUNICORN, f"--bind=127.0.0.1:{port}"]
    with _running(command, database, "web", PARTERRE_URL=url) as process:
        _wait_until_it_answers(process, f"{url}/healthz")
        yield url


@contextlib.contextmanager
def worker(database: str) -> Iterator[None]:
    with _running(WORKER, database, "worker", WORKERS="1"):
        yield


@contextlib.contextmanager
def _running(
    command: Sequence[str], database: str, role: str, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone, with all it started, when the block ends."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "PARTERRE_PROCESS": role,
        **settings,
    }
    process = children.start(command, environment)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the web server ended"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own
            return
        time.sleep(0.05)
    raise AssertionError("the web server does not answer")
