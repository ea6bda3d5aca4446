import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.children import Child

PARENT = """
import time
from config.children import Child
child = Child("sleeper", ["sleep", "60"], {})
child.tend()
print(child._process.pid, flush=True)
time.sleep(60)
"""


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    listing = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(listing, check=False, capture_output=True)
    return not state.stdout.startswith(b"Z")


def test_a_child_that_ends_starts_again_after_a_pause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    child = Child(
        "fleeting", ["sh", "-c", f"echo started >> {log}; exit 3"], os.environ
    )

    def started_twice() -> bool:
        child.tend()
        return log.exists() and log.read_text() == "started\nstarted\n"

    began_at = time.monotonic()
    wait_until(started_twice)

    assert time.monotonic() - began_at > 1
    assert "fleeting: exit status 3; starts again in 1 s" in capsys.readouterr().out


def test_a_child_told_to_end_ends(tmp_path: Path) -> None:
    child = Child("sleeper", ["sleep", "60"], os.environ)
    child.tend()

    child.terminate()

    wait_until(lambda: not child.is_running)


def test_a_killed_child_takes_what_it_started_along(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    child = Child(
        "shell", ["sh", "-c", f"sleep 60 & echo $! > {file}; wait"], os.environ
    )
    child.tend()
    wait_until(lambda: file.exists() and file.read_text().endswith("\n"))

    child.kill()

    wait_until(lambda: not is_alive(int(file.read_text())))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child")
def test_a_child_does_not_outlive_a_killed_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_alive(pid)

        os.kill(parent.pid, signal.SIGKILL)

        wait_until(lambda: not is_alive(pid))
