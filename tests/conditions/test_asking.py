"""Questions to the database come to an end."""

from __future__ import annotations

import pytest
from django.db import connection

from conditions.asking import TooSlow, bounded

pytestmark = pytest.mark.django_db


def asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooSlow), bounded(0.05):
        asked("SELECT pg_sleep(5)")


def test_one_within_another_leaves_it_its_time() -> None:
    with bounded(7):
        with bounded(3):
            assert asked("SHOW statement_timeout") == "3s"
        assert asked("SHOW statement_timeout") == "7s"
    assert asked("SHOW statement_timeout") == "0"
