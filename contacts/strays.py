"""Stored files that no row names: what work that was killed on the way has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from audiences.models.jobs import private_storage

AFTER = timedelta(days=1)


def sweep(folder: str, known: Callable[[list[str]], set[str]]) -> int:
    """Delete files that nobody knows of, a day after they were written."""
    storage = private_storage()
    before = timezone.now() - AFTER
    try:
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    except FileNotFoundError:
        return 0
    old = [name for name in names if storage.get_modified_time(name) < before]
    strays = set(old) - known(old)
    for name in strays:
        storage.delete(name)
    return len(strays)
