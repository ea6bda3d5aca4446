"""Making and dropping the indexes of fields beside everybody's work.

The catalog of the database says which there are: they are named after the audience, the
field and its type. One process at a time makes them. Killed, it leaves an index that is
not valid: it is dropped, and made anew, by whoever comes next.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from django.db import connection, transaction
from django_q.tasks import async_task

from audiences.models import Audience
from contacts.indexes.wanting import PREFIX, Wanted, is_large, wanted
from contacts.models import Contact

logger = logging.getLogger(__name__)

TASK = "contacts.tasks.settle_indexes"
SECONDS = 240  # for one index, within the time that a task is given

# Of the session: there is no transaction to hold it. It goes with its connection.
HOLD = "SELECT pg_try_advisory_lock(hashtextextended('contacts.indexes', 0))"
LET_GO = "SELECT pg_advisory_unlock(hashtextextended('contacts.indexes', 0))"
THERE = """
SELECT named.relname, made.indisvalid FROM pg_index made
JOIN pg_class named ON named.oid = made.indexrelid
WHERE made.indrelid = 'contacts_contact'::regclass AND starts_with(named.relname, %s)
ORDER BY named.relname
"""


def settle_later(audience: Audience | None = None) -> None:
    """Have the indexes looked over; of an audience only where it is worth while."""
    if audience is None or is_large(audience):
        async_task(TASK)


def settle() -> tuple[int, int]:
    """Drop what is not wanted or not whole, make what is; return how many of each.

    Runs outside of transactions. Nothing is left to do where another one is at it, who
    looks once more when it is done.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Indexes are made outside of one.")
    made = dropped = 0
    with _alone() as is_alone:
        while is_alone:
            there = _there()
            list_of = wanted({name for name, is_valid in there.items() if is_valid})
            names = {one.name for one in list_of}
            gone = [n for n, is_valid in there.items() if not (is_valid and n in names)]
            missing = [one for one in list_of if not there.get(one.name)]
            if not (gone or missing):
                break
            for name in gone:
                _drop(name)
            for one in missing:
                _make(one)
            if missing:
                _analyze()
            made, dropped = made + len(missing), dropped + len(gone)
    return made, dropped


def _there() -> dict[str, bool]:
    """The names of those there are, and whether they are valid."""
    with connection.cursor() as cursor:
        cursor.execute(THERE, [PREFIX])
        return dict(cursor.fetchall())


def _make(one: Wanted) -> None:
    with _in_time(), connection.schema_editor(atomic=False) as editor:
        editor.add_index(Contact, one.index, concurrently=True)  # type: ignore[call-arg]  # PostgreSQL's
    logger.info("Made the index %s", one.name)


def _drop(name: str) -> None:
    quoted = connection.ops.quote_name(name)
    with _in_time(), connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {quoted}")
    logger.info("Dropped the index %s", name)


def _analyze() -> None:
    """What an index holds, the planner learns only with the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes indexes, until it is over."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD)
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(LET_GO)


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """End what waits too long for transactions of others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{SECONDS}s'")
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute("RESET statement_timeout")
