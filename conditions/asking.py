"""Asking for what may take long: with room to work in, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

WORK_MEM = "128MB"  # sets of ids up to a few millions are hashed in memory


class TooSlow(Exception):
    """The database gave up; says what can be done."""

    @property
    def sentence(self) -> str:
        return _(
            "This takes too long to find out. Narrow it with a condition that "
            "fewer people match, or ask for a shorter time."
        )


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Each statement within it ends after this time; raises TooSlow."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # In force until it ends, or the transaction does.
            cursor.execute(
                "SELECT current_setting('statement_timeout'),"
                " set_config('statement_timeout', %s, true),"
                " set_config('work_mem', %s, true)",
                [str(int(seconds * 1000)), WORK_MEM],
            )
            former = cursor.fetchone()[0]
            yield
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [former])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise
