"""Where tests run: a data folder and a database server that are nobody else's.

Loaded before Django reads its settings (`-p tests.environment`). DATABASE_URL_TEST
names a server to use instead of the embedded one.
"""

import fcntl
import itertools
import os
import shutil
from pathlib import Path
from typing import IO

import pytest

VAR = Path(__file__).resolve().parent.parent / "var"
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def take_home() -> IO[str]:
    """Take the first test folder that no other run holds, until the lock is closed."""
    for number in itertools.count(1):
        home = VAR / ("test" if number == 1 else f"test-{number}")
        (home / "static").mkdir(parents=True, exist_ok=True)
        lock = (home / "tests.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        os.environ["PARTERRE_HOME"] = str(home)
        break
    return lock


# Workers inherit what the process that starts them has set.
LOCK = None if IS_WORKER else take_home()
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL_TEST", "")
os.environ["PARTERRE_NO_FSYNC"] = "1"
os.environ["PARTERRE_TESTING"] = "1"

from config.database import embedded  # noqa: E402 - it reads what is set above


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    if LOCK and (cluster := embedded()):
        cluster.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if LOCK and (cluster := embedded()):
        cluster.stop()
    if LOCK:
        # What tests upload is of no use to the next run.
        shutil.rmtree(Path(os.environ["PARTERRE_HOME"]) / "files", ignore_errors=True)
