"""A workbook whose worker or reader is killed is read to the same end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contacts.installation import Installation


class Workshop:
    """Where workbooks are read, with a folder for temporary files of its own."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self.folder = folder
        self.environment = {**installation.environment, "TMPDIR": str(folder)}

    def start(self, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.contacts.reader", *map(str, args)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environment, stdout=pipe, stderr=pipe, text=True
        )

    def answer(self, worker: subprocess.Popen[str]) -> str:
        said, complaint = worker.communicate(timeout=60)
        assert worker.returncode == 0, complaint
        return said

    def leftovers(self) -> list[str]:
        return os.listdir(self.folder)


@pytest.fixture(scope="module")
def runs(installation: Installation, audience_id: int) -> list[list[int]]:
    """The same workbook three times: each one's job, and the import."""
    prepare = ("-m", "tests.contacts.reader", "prepare", str(audience_id))
    return list(json.loads(installation.run(*prepare)))


@pytest.fixture
def workshop(installation: Installation, tmp_path: Path) -> Workshop:
    return Workshop(installation, tmp_path)


def reader_of(worker: subprocess.Popen[str], but: int = 0) -> int:
    """The process that reads for the worker, as soon as there is one."""
    listed = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    while worker.poll() is None:
        for pid in map(int, listed.read_text().split()):
            if pid != but and b"contacts.imports.sheets" in command_of(pid):
                return pid
        time.sleep(0.002)
    raise AssertionError(worker.communicate())


def command_of(pid: int) -> bytes:
    """How it was called; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def seconds_to_end(pid: int) -> float:
    began = time.monotonic()
    while command_of(pid):
        time.sleep(0.002)
    return time.monotonic() - began


def test_a_killed_reading_comes_to_the_same_end(
    audience_id: int, runs: list[list[int]], workshop: Workshop
) -> None:
    calm, shaken, _other = runs
    began = time.monotonic()
    undisturbed = workshop.answer(workshop.start("work", audience_id, *calm))
    takes = time.monotonic() - began

    worker = workshop.start("work", audience_id, *shaken)
    reader = reader_of(worker)
    time.sleep(0.2)
    worker.kill()
    worker.communicate()
    assert seconds_to_end(reader) < takes
    assert workshop.leftovers() == []

    worker = workshop.start("work", audience_id, *shaken)
    reader = reader_of(worker)
    time.sleep(0.2)
    os.kill(reader, signal.SIGKILL)
    os.kill(reader_of(worker, but=reader), signal.SIGTERM)

    assert workshop.answer(worker) == undisturbed
    assert workshop.leftovers() == []


def test_a_reader_ends_with_its_asker_whatever_it_is_doing(tmp_path: Path) -> None:
    endless = tmp_path / "people.xlsx"
    os.mkfifo(endless)
    command = [sys.executable, "-m", "contacts.imports.sheets", "names", str(endless)]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert reader.stdin
    with endless.open("wb"):  # which waits until the reader has opened it as well
        reader.stdin.close()

        assert reader.wait(timeout=20) == -signal.SIGIO


def test_a_reading_that_is_cut_off_each_time_says_so(
    installation: Installation,
    audience_id: int,
    runs: list[list[int]],
    workshop: Workshop,
) -> None:
    _calm, _shaken, (job, run) = runs
    worker = workshop.start("work", audience_id, job, run)
    reader = 0
    for _attempt in range(5):
        reader = reader_of(worker, but=reader)
        os.kill(reader, signal.SIGKILL)
    worker.communicate(timeout=60)

    with installation.connection() as connection:
        said = "SELECT state, error FROM audiences_job WHERE id = %s"
        state, error = connection.execute(said, [job]).fetchone() or ("", "")

    assert state == "failed"
    assert error.endswith("The reading of the file was cut off.")
