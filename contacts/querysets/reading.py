"""What lists and files read of contacts, of their own table and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What is read of other tables, by a name that is no column of contacts: apps add theirs
# in a module `columns`.
READINGS: dict[str, Any] = {}


def reading(contacts: QuerySet[Any], *names: str) -> QuerySet[Any, dict[str, Any]]:
    """The columns of these names, and what other tables know of the contacts."""
    found = {name: READINGS[name] for name in names if name in READINGS}
    rows: QuerySet[Any, dict[str, Any]] = contacts.annotate(**found).values(*names)
    return rows
