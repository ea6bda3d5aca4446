"""Statements written by hand, run in the database that the benchmark works in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection


def execute(sql: str, params: Mapping[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def fetch(sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
