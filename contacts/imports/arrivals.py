"""What somebody brings, of whatever kind, becomes an import whose rows are text."""

from __future__ import annotations

from typing import IO

from accounts.models import User
from audiences.models import Audience
from contacts import uploading
from contacts.imports import archives, containers, intake, preparing, workbooks
from contacts.imports.reading import FileRefused
from contacts.models import Import


def receive(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    *,
    owner: User | None,
    part: str = "",
) -> Import:
    """Store the file as an import; `part` names a sheet or list where it has several.

    Raises `FileRefused` with a sentence when no rows of contacts can be read from it.
    """
    kind = containers.kind_of(file)
    if kind.name == Import.Kind.TEXT:
        return intake.take(audience, file, filename, owner=owner)
    run = intake.store_original(audience, file, filename, kind, owner=owner)
    is_sheet = kind.name == Import.Kind.SHEET
    try:
        run.parts = (workbooks.names_in if is_sheet else archives.lists_in)(run)
    except FileRefused:
        uploading.forget_files(run)
        raise
    run.save()
    return preparing.choose_only(run, part)
