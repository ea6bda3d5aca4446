"""Files with the titles of an earlier one are mapped as that one was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from contacts.imports.extras import GROUPS
from contacts.imports.mapping import FIELD, Column, fold

if TYPE_CHECKING:
    from contacts.models import Import


def key_of(titles: Sequence[str]) -> str:
    """The same for the same titles, however they are written; none without titles."""
    names = [fold(title) or title.strip() for title in titles]
    if not any(names):
        return ""
    said = "\x1f".join(names).encode()
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


def recall(run: Import, suggested: Sequence[Column]) -> list[Column]:
    """The columns as they were last settled for such a file; empty when never.

    What a column filled and is there no more is replaced by what is suggested.
    """
    before = run.audience.imports.filter(titles_key=run.titles_key, dry_run=False)
    last = before.exclude(job=None).exclude(pk=run.pk).order_by("-pk").first()
    if not run.titles_key or last is None or len(last.mapping) != len(suggested):
        return []
    fields = set(run.audience.fields.present().values_list("pk", flat=True))
    present = run.audience.group_categories.present()
    categories = set(present.values_list("pk", flat=True))
    columns = []
    for entry, guess in zip(last.mapping, suggested, strict=True):
        column = Column(**entry)
        column.title, column.label = guess.title, ""
        column.decimal = column.shown_by = column.unclear = ""  # of that file
        is_gone = (column.target == FIELD and column.field not in fields) or (
            column.target == GROUPS and column.category not in categories
        )
        columns.append(guess if is_gone else column)
    return columns
