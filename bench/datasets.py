"""The data set as a template database: built once, copied for every benchmark."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from accounts.models import User
from audiences import lifecycle
from audiences.models import Audience
from bench.building import LARGE, build
from bench.environment import FOLDER
from bench.statements import execute
from config.postgres import Cluster

BUILDING, COPY = "bench_building", "bench_copy"


@dataclass(frozen=True)
class Data:
    """What a benchmark gets: a large audience of `size`, among small ones."""

    size: int
    audience: Audience
    owner: User

    def new_audience(self, name: str) -> Audience:
        return lifecycle.create(self.audience.account, actor=self.owner, name=name)


class Datasets:
    """The template database of this size, and copies of it to work in."""

    def __init__(self, cluster: Cluster, size: int) -> None:
        self.cluster = cluster
        self.size = size
        self.template = f"bench_{size}_{_version()}"

    @contextlib.contextmanager
    def copied(self) -> Iterator[Data]:
        """Work in a fresh copy, which is dropped afterwards."""
        self._drop(COPY)
        self._run(
            "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", COPY, self.template
        )
        try:
            with _connected(COPY):
                audience = Audience.objects.get(name=LARGE)
                yield Data(self.size, audience, User.objects.get())
        finally:
            self._drop(COPY)

    def ensure(self) -> bool:
        """Build the template unless it is there; return whether it had to be."""
        names = self._databases()
        if self.template in names:
            return False
        for name in names:
            if name.startswith((f"bench_{self.size}_", BUILDING)):
                self._drop(name)
        self._run("CREATE DATABASE {} TEMPLATE template0", BUILDING)
        with _connected(BUILDING):
            call_command("migrate", verbosity=0, interactive=False)
            build(self.size)
            execute("VACUUM (ANALYZE)")
        self._run("ALTER DATABASE {} RENAME TO {}", BUILDING, self.template)
        return True

    def _databases(self) -> list[str]:
        with self._connect() as server:
            rows = server.execute("SELECT datname FROM pg_database").fetchall()
        return [name for (name,) in rows]

    def _drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: LiteralString, *names: str) -> None:
        with self._connect() as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self.cluster.host,
            port=self.cluster.port,
            user=self.cluster.user,
            dbname="postgres",
            autocommit=True,
        )


@contextlib.contextmanager
def _connected(name: str) -> Iterator[None]:
    """Let Django work in another database of the server."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _version() -> str:
    """A digest that changes with the tables and with what they are filled with."""
    digest = hashlib.sha256()
    for name in ("building.py", "people.py"):
        digest.update((FOLDER / name).read_bytes())
    for migration in sorted(settings.BASE_DIR.glob("*/migrations/0*.py")):
        digest.update(migration.read_bytes())
    return digest.hexdigest()[:12]
