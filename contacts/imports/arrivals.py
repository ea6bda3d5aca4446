"""What somebody brings, of whatever kind, becomes an import whose rows are text."""

from __future__ import annotations

from typing import IO

from accounts.models import User
from audiences.models import Audience
from contacts.imports import containers, intake, workbooks
from contacts.imports.reading import FileRefused
from contacts.models import Import


def receive(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    *,
    owner: User | None,
    sheet: str = "",
) -> Import:
    """Store the file as an import; `sheet` names one where it has several.

    Raises `FileRefused` with a sentence when no rows of contacts can be read from it.
    """
    kind = containers.kind_of(file)
    if kind.name == Import.Kind.SHEET:
        return workbooks.take(audience, file, filename, kind, owner=owner, sheet=sheet)
    if kind.name == Import.Kind.TEXT:
        return intake.take(audience, file, filename, owner=owner)
    raise FileRefused(str(containers.REASONS["archive"]))
