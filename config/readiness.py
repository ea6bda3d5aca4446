"""A database that stands and has its tables before a command uses it."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import LiteralString

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from config import database

LOCK = 0x7061727465727265  # "parterre"
FIRST_MIGRATION = "parterre_first_migration"


def ready_database() -> None:
    """Start the embedded server, make the database and, in an empty one, the tables."""
    start_server()
    with _locked("shared") as connection:
        if _is_migrated(connection):
            return
    migrate()


def start_server() -> None:
    if (cluster := database.embedded()) is not None:
        cluster.start()
        cluster.ensure_database(database.NAME)


def migrate() -> None:
    """Bring the tables up to date, quietly; only one process at a time does so."""
    django.setup()
    with migrating(), contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


@contextlib.contextmanager
def migrating() -> Iterator[None]:
    """Keep other processes out while the tables change.

    A first migration that is killed leaves its mark, so that the next command
    finishes it instead of taking half the tables for all.
    """
    with _locked("exclusive") as connection:
        first = not _is_migrated(connection)
        if first:
            connection.execute(f"create table if not exists {FIRST_MIGRATION} ()")
        yield
        if first:
            connection.execute(f"drop table {FIRST_MIGRATION}")


@contextlib.contextmanager
def _locked(kind: str) -> Iterator[psycopg.Connection]:
    attempt: LiteralString = "select pg_try_advisory_lock(%s)"
    if kind == "shared":
        attempt = "select pg_try_advisory_lock_shared(%s)"
    with _connect() as connection:
        # Asked again and again: a statement that waits for the lock would hold a
        # snapshot, for which an index built concurrently waits in turn.
        while connection.execute(attempt, [LOCK]).fetchone() != (True,):
            time.sleep(0.1)
        yield connection


def _connect() -> psycopg.Connection:
    parameters = connections["default"].get_connection_params()
    try:
        return psycopg.Connection.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise SystemExit(f"The database cannot be reached: {error}") from None


def _is_migrated(connection: psycopg.Connection) -> bool:
    question = "select to_regclass('django_migrations'), to_regclass(%s)"
    migrations, first = connection.execute(question, [FIRST_MIGRATION]).fetchone() or ()
    return migrations is not None and first is None
