"""Taking a file in: looked at, stored, and its columns guessed."""

from __future__ import annotations

from typing import IO

from accounts.models import User
from audiences.models import Audience
from contacts import uploading
from contacts.imports import mapping, remembering
from contacts.imports.preview import Preview
from contacts.models import Import


def take(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    *,
    owner: User | None,
    kind: str = Import.Kind.TEXT,
) -> Import:
    """Store the file as an import whose mapping is the best guess.

    Raises `FileRefused` with a sentence when it cannot be read as rows of contacts.
    """
    run = Import(audience=audience, filename=filename[-200:], kind=kind, owner=owner)
    uploading.take(run, file)
    return run


def rows_about(run: Import) -> int:
    """How many rows the file has: exact for a small one, else to two digits."""
    if run.lists:
        return sum(part["rows"] for part in run.lists)
    return uploading.rows_about(run)


@uploading.guess_of(Import)
def guess(run: Import, head: Preview) -> None:
    """Set what its columns fill: as with the last file that had these titles."""
    fields = list(run.audience.fields.present().in_order())
    categories = run.audience.group_categories.present()
    suggested = mapping.suggest(head.titles, head.rows, fields, categories)
    run.titles_key = remembering.key_of(head.titles)
    recalled = remembering.recall(run, suggested)
    run.is_remembered, columns = bool(recalled), recalled or suggested
    run.mapping = [column.to_dict() for column in columns]
