import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.postgres import Cluster, processes
from contacts import demo

SUPERVISOR = [sys.executable, "-m", "config.supervisor"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass
class Running:
    process: subprocess.Popen[str]
    cluster: Cluster
    environment: dict[str, str]
    said: str

    def answers(self) -> bool:
        url = f"http://127.0.0.1:{self.environment['PORT']}/healthz"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def child(self, command: str) -> int | None:
        listing = ["ps", "-axww", "-o", "pid=,ppid=,command="]
        lines = subprocess.run(listing, capture_output=True, text=True, check=True)
        for line in lines.stdout.splitlines():
            pid, parent, name = line.split(maxsplit=2)
            if int(parent) == self.process.pid and command in name:
                return int(pid)
        return None


@pytest.fixture(scope="module")
def parterre(shared_home: Path) -> Iterator[Running]:
    """Parterre as `make run` starts it; the last test of this module stops it."""
    environment = {
        **os.environ,
        "DATABASE_URL": "",
        "DEBUG": "1",  # static files are not collected
        "PARTERRE_HOME": str(shared_home),
        "PORT": str(free_port()),
    }
    process = subprocess.Popen(
        SUPERVISOR, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Demo sign-in"):
            break
    yield Running(process, Cluster.for_home(shared_home), environment, said)
    process.terminate()
    process.wait(timeout=60)


def wait_until_it_answers(parterre: Running) -> None:
    end = time.monotonic() + 60
    while not parterre.answers():
        assert time.monotonic() < end, "it does not answer"
        time.sleep(0.1)


def test_it_says_where_it_is_and_how_to_sign_in(parterre: Running) -> None:
    assert f"http://localhost:{parterre.environment['PORT']}\n" in parterre.said
    assert f"{demo.EMAIL} with the password {demo.PASSWORD}\n" in parterre.said
    wait_until_it_answers(parterre)


def test_a_killed_web_server_comes_back(parterre: Running) -> None:
    pid = parterre.child("gunicorn")
    assert pid
    os.kill(pid, signal.SIGKILL)

    wait_until_it_answers(parterre)

    assert parterre.child("gunicorn") != pid


def test_a_killed_database_comes_back(parterre: Running) -> None:
    pid = processes.postmaster(parterre.cluster.layout.data)
    assert pid
    os.kill(pid, signal.SIGKILL)

    wait_until_it_answers(parterre)


def refusal(environment: dict[str, str]) -> str:
    second = subprocess.run(
        SUPERVISOR, env=environment, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    return second.stderr


def test_a_taken_port_is_refused_with_a_way_out(parterre: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = refusal({**parterre.environment, "PORT": str(port)})

    assert said == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. "
        f"Another port can be chosen: make run PORT={port + 1}\n"
    )


def test_a_second_supervisor_of_the_same_data_is_refused(parterre: Running) -> None:
    said = refusal({**parterre.environment, "PORT": str(free_port())})

    home = parterre.environment["PARTERRE_HOME"]
    assert said == f"Parterre already runs on the data in {home}.\n"


def test_when_told_to_stop_it_stops_everything(parterre: Running) -> None:
    parterre.process.terminate()
    time.sleep(0.05)
    parterre.process.terminate()

    assert parterre.process.wait(timeout=60) == 0
    assert not parterre.answers()
    assert not list(processes.of(parterre.cluster.layout.data))
