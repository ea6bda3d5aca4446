"""What Django asks for, as a part of a statement that is written by hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

NOBODY = "SELECT NULL::bigint AS id WHERE false"


def sql_of(ids: Any, nobody: str = NOBODY) -> str:
    """A query with its values in it, as part of a statement with params of its own.

    Of what can match nothing, `nobody`.
    """
    try:
        sql, params = ids.query.sql_with_params()
    except EmptyResultSet:
        return nobody
    compose: Any = connection.ops  # Django's stubs know only what all databases have
    return str(compose.compose_sql(sql, params)).replace("%", "%%")
