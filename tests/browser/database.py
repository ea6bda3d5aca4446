"""A database for servers that run beside the tests.

What they commit stays in it, so no test cleans up: each has an account of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from pytest_django import DjangoDbBlocker

from contacts.models import Import
from tests import template


@dataclass(frozen=True)
class Database:
    name: str
    blocker: DjangoDbBlocker

    @property
    def url(self) -> str:
        return template.address_of(self.name)

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


@contextlib.contextmanager
def made(name: str, blocker: DjangoDbBlocker) -> Iterator[Database]:
    database = Database(name, blocker)
    template.copy(name)
    try:
        yield database
        with database.opened():
            for run in Import.objects.all():
                run.file.delete(save=False)
    finally:
        template.drop(name)
