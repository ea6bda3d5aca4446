"""`make run`: database, web server, worker, reactor, senders, run as one."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

from config import children, database, listening
from config.children import Child
from config.environment import HOME, number, open_folder, text
from config.postgres import Cluster, ClusterError
from config.terminal import say

REQUESTS = (signal.SIGTERM, signal.SIGHUP)
TICK = 0.5
DATABASE_PAUSE = 5.0
# A task in the worker may take 10 seconds, and is let finish.
PATIENCE = 30.0
# Messages are written and signed by who sends them, which is work for a processor each;
# there are two at least, so that a mail server that is slow to answer holds up one.
FEWEST_SENDERS, MOST_SENDERS = 2, 4


def main() -> None:
    for request in REQUESTS:
        if signal.getsignal(request) is not signal.SIG_IGN:
            signal.signal(request, stop_once)
    try:
        listening.refuse_taken_port()
        with alone():
            Supervisor(database.embedded(), services()).run()
    except ClusterError as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit("Left while the database still stops.") from None


def stop_once(request: int, frame: FrameType | None) -> NoReturn:
    """Stop as for Ctrl-C; programs tend to ask twice, which is no wish to hurry."""
    for other in REQUESTS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def services() -> list[Child]:
    commands = {
        "web": gunicorn(listening.bind()),
        "worker": ["manage.py", "qcluster"],
        "react": ["manage.py", "react"],
    }
    if text("PARTERRE_INBOUND_LISTEN", ""):
        commands["inbound"] = ["manage.py", "inbound"]
    for place in range(1, senders() + 1):
        commands[f"send {place}"] = ["manage.py", "send"]
    return [
        Child(name, [sys.executable, *command], environment(name.partition(" ")[0]))
        for name, command in commands.items()
    ]


def senders() -> int:
    """How many processes send: by default as many as there are processors, nearly."""
    here = os.process_cpu_count() or 1
    return number("SENDERS", max(FEWEST_SENDERS, min(here, MOST_SENDERS)))


def gunicorn(bind: str, application: str = "config.wsgi:application") -> list[str]:
    """What Python runs as the web server."""
    return [
        *("-m", "gunicorn", application, "--no-control-socket"),
        f"--bind={bind}",
        "--worker-class=gthread",
        f"--workers={number('WEB_WORKERS', 2)}",
        f"--threads={number('WEB_THREADS', 4)}",
        "--graceful-timeout=10",
        "--limit-request-line=8190",  # lists are narrowed by what stands in their URL
        "--log-level=warning",
    ]


def environment(process: str) -> dict[str, str]:
    """What every process gets: its role, and the data folder wherever it stands."""
    return {
        **os.environ,
        "PARTERRE_HOME": str(HOME),
        "PARTERRE_PROCESS": process,
        "PYTHONUNBUFFERED": "1",
    }


class Supervisor:
    def __init__(self, cluster: Cluster | None, services: list[Child]) -> None:
        self.cluster = cluster
        self.services = services
        self.is_announced = False

    def run(self) -> None:
        """Keep everything running until told to stop, then stop everything."""
        try:
            say("Starting Parterre")
            self.ensure_database()
            sign_in = prepare()
            while True:
                self.tend()
                self.announce(sign_in)
        except KeyboardInterrupt:
            say("Stopping. Ctrl-C again stops at once.")
        finally:
            self.stop()

    def tend(self) -> None:
        """Start again what ended since the last look."""
        for service in self.services:
            service.tend()
        time.sleep(TICK)
        try:
            self.ensure_database()
        except ClusterError as error:
            say(f"{error}\nTrying again in {DATABASE_PAUSE:.0f} s")
            time.sleep(DATABASE_PAUSE)

    def ensure_database(self) -> None:
        if self.cluster is not None and self.cluster.start():
            # Connections to the server before this one are dead: let go of them.
            for service in self.services:
                service.terminate()

    def announce(self, sign_in: dict[str, str]) -> None:
        if self.is_announced or listening.status() is None:
            return
        self.is_announced = True
        say(f"Parterre is at {listening.url()}")
        if sign_in:
            say("Demo sign-in: {email} with the password {password}".format(**sign_in))

    def stop(self) -> None:
        try:
            for service in self.services:
                service.terminate()
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end and any(s.is_running for s in self.services):
                time.sleep(0.1)
        except KeyboardInterrupt:
            say("Stopping at once.")
        finally:
            for service in self.services:
                service.kill()
            if self.cluster is not None:
                self.cluster.stop()


def prepare() -> dict[str, str]:
    """Bring tables and files up to date; return how to sign in to the demo."""
    command = [sys.executable, "-m", "config.preparation"]
    process = children.start(command, environment("command"), subprocess.PIPE)
    try:
        answer, _ = process.communicate()
    except KeyboardInterrupt:
        process.terminate()
        raise
    if process.returncode:
        raise SystemExit("Parterre could not be prepared: see above.")
    sign_in: dict[str, str] = json.loads(answer)
    return sign_in


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Refuse a second supervisor of the same data: either would stop the other."""
    with (open_folder(HOME) / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Parterre already runs on the data in {HOME}.") from None
        yield


if __name__ == "__main__":
    main()
