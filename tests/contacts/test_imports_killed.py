"""An import that loses its worker and its database comes to the same end."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.contacts.installation import Installation

ROWS = 2_000
NAMES = ["Zoé", "Jürgen", "Łukasz", "Ann", ""]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A file of everything: two encodings, duplicates, bad rows, tags."""
    lines = [b"email,first name,city,tags"]
    for n in range(ROWS):
        name = NAMES[n % 5].encode("utf-8" if n % 2 else "cp1252", "replace")
        email = "nobody" if n % 50 == 7 else f"p{n % 1_800}@example.com"
        tags = b'"vip, t%d"' % (n % 7) if n % 3 else b""
        lines.append(email.encode() + b"," + name + b",Oslo," + tags)
    path = tmp_path / "people.csv"
    path.write_bytes(b"\n".join(lines))
    return path


def wait_for(part: str, n: int, job: int, connection: psycopg.Connection[Any]) -> None:
    """Return when the job has counted so many, being far from its end."""
    count = "SELECT coalesce((counts->>%s)::int, 0) FROM audiences_job WHERE id = %s"
    there = 0
    while there < n:
        time.sleep(0.004)
        row = connection.execute(count, [part, job]).fetchone()
        assert row
        (there,) = row
    assert there < ROWS - 300


def test_a_killed_import_comes_to_the_same_end(
    installation: Installation, audience_id: int, people: Path
) -> None:
    prepared = installation.importer("prepare", audience_id, people)
    work = ("work", prepared["audience"], prepared["job"])
    state, counts, _there = prepared["calm"]
    assert (state, counts["rows"], counts["refused"]) == ("finished", ROWS, ROWS // 50)

    for part, n, victim in [
        *(("rows", 200, "worker"), ("rows", 600, "database")),
        *(("created", 200, "worker"), ("created", 600, "database")),
    ]:
        worker = installation.start_importer(*work)
        with installation.connection() as connection:
            wait_for(part, n, prepared["job"], connection)
            if victim == "worker":
                worker.kill()
            else:
                installation.kill_database()
            assert worker.wait() != 0
        installation.cluster.start()

    assert installation.importer(*work) == prepared["calm"]


def test_a_large_file_is_not_held_in_memory(
    installation: Installation, audience_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("email,a,b,c,d,e\n")
        for n in range(4_000):
            text = f"{n:04}" * 245
            file.write(f"p{n}@example.com,{text},{text},{text},{text},{text}\n")
        for n in range(45):
            # The wide letter makes Python keep four bytes for each of the line.
            file.write(f"q{n}@example.com,😀" + "e" * 900_000 + "\n")
    assert path.stat().st_size > 58_000_000

    growth, rows, refused = installation.importer("memory", audience_id, path)

    assert (rows, refused) == (4_045, 45)
    assert growth < 150
