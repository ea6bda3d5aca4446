"""The web server as it is run, on the database that a benchmark works in."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.db import connection

from config import children, supervisor

PATIENCE = 60.0


@contextlib.contextmanager
def web(**settings: str) -> Iterator[int]:
    """The port of a server that answers, until the block ends, set so."""
    port = free_port()
    command = supervisor.gunicorn(f"127.0.0.1:{port}", "bench.wsgi:application")
    environment = supervisor.environment("web") | {"DATABASE_URL": _database()}
    environment |= settings
    process = children.start([sys.executable, *command], environment)
    try:
        _wait_until_it_answers(process, port)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("Nobody listens.")


def post(
    port: int, path: str, body: str, times: int, headers: Mapping[str, str]
) -> None:
    """Post so often on one connection; every answer has to be that it is done."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port)) as server:
        for _ in range(times):
            server.request("POST", path, body, dict(headers))
            response = server.getresponse()
            response.read()
            if response.status != 204:
                raise RuntimeError(f"{path} answers {response.status}.")


def send_each(port: int, path: str, bodies: Iterable[tuple[str, str]]) -> None:
    """Send forms on one connection, each from an IP address that a proxy tells of."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with contextlib.closing(HTTPConnection("127.0.0.1", port)) as server:
        for ip, body in bodies:
            server.request("POST", path, body, kind | {"X-Forwarded-For": ip})
            response = server.getresponse()
            response.read()
            if response.status not in {200, 204}:
                raise RuntimeError(f"{path} answers {response.status}.")


def follow(port: int, path: str, times: int) -> None:
    """Ask so often on one connection; every answer has to lead somewhere else."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port)) as server:
        for _ in range(times):
            server.request("GET", path, headers={"User-Agent": "Mozilla/5.0 (X11)"})
            response = server.getresponse()
            response.read()
            if response.status != 302:
                raise RuntimeError(f"{path} answers {response.status}.")


def _database() -> str:
    server = connection.settings_dict
    folder = urlencode({"host": server["HOST"]})
    return f"postgres://{server['USER']}@:{server['PORT']}/{server['NAME']}?{folder}"


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError):
            server = HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(server):
                server.request("GET", "/healthz")
                if server.getresponse().status < 500:
                    return
        time.sleep(0.05)
    raise RuntimeError("The web server does not answer.")
