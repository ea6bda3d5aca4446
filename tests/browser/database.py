"""A database for servers that run beside the tests.

What they commit stays in it, so no test cleans up: each has an account of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker

from contacts.models import Import
from tests.browser import serving


@dataclass(frozen=True)
class Database:
    name: str
    blocker: DjangoDbBlocker

    @property
    def url(self) -> str:
        return serving.address_of(self.name)

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Let the code of the tests work in it."""
        with self.blocker.unblock():
            connection.close()
            before = connection.settings_dict["NAME"]
            connection.settings_dict["NAME"] = self.name
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict["NAME"] = before

    def run(self, statement: LiteralString) -> None:
        """Run a statement about the database itself."""
        parameters = {**connection.get_connection_params(), "dbname": "postgres"}
        with psycopg.connect(**parameters, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(self.name)))


@contextlib.contextmanager
def made(name: str, blocker: DjangoDbBlocker) -> Iterator[Database]:
    database = Database(name, blocker)
    database.run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    database.run("CREATE DATABASE {}")
    try:
        with database.opened():
            call_command("migrate", verbosity=0, interactive=False)
        yield database
        with database.opened():
            for run in Import.objects.all():
                run.file.delete(save=False)
    finally:
        database.run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
