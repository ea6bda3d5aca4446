"""The database that those of a run are copied from: all migrations, and nobody in it.

To migrate takes twenty times as long as to copy. It stays for the next run, until a
file of the migrations changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

NAMED = "parterre_template_"


def template() -> str:
    """Its name; the first who asks makes it, and others wait for that."""
    name = NAMED + _mark()
    with _alone(), _server() as server:
        known = [
            row[0]
            for row in server.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                [NAMED],
            )
        ]
        if name not in known:
            for old in known:
                server.execute(_about("DROP DATABASE {} WITH (FORCE)", old))
            _make(server, name)
    return name


def copy(name: str) -> None:
    """Make a database of that name anew."""
    made_from = template()
    with _server() as server:
        server.execute(_about("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
        server.execute(_about("CREATE DATABASE {} TEMPLATE {}", name, made_from))


def drop(name: str) -> None:
    with _server() as server:
        server.execute(_about("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def address_of(name: str) -> str:
    """The DATABASE_URL of a database that lies beside the one of the tests."""
    if url := os.environ["DATABASE_URL"]:
        return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    server = connection.settings_dict
    socket_folder = urlencode({"host": server["HOST"]})
    return f"postgres://{server['USER']}@:{server['PORT']}/{name}?{socket_folder}"


def _make(server: psycopg.Connection, name: str) -> None:
    """Under its name only once it is whole: whoever makes it may be stopped."""
    half = f"{name}_half"
    server.execute(_about("CREATE DATABASE {}", half))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address_of(half)},
        check=True,
    )
    server.execute(_about("ALTER DATABASE {} RENAME TO {}", half, name))


def _mark() -> str:
    """Of everything that a migration may do, in a dozen letters."""
    files = sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py"))
    locked = Path(settings.BASE_DIR) / "uv.lock"  # the packages have migrations too
    digest = hashlib.sha256()
    for file in [locked, *files]:
        digest.update(f"{file.name}:".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as server:
        yield server


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(os.environ["PARTERRE_HOME"]) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _about(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
