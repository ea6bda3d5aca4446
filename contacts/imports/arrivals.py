"""What somebody brings, of whatever kind, becomes an import whose rows are text."""

from __future__ import annotations

from typing import IO

from accounts.models import User
from audiences.models import Audience
from contacts.imports import containers, intake, preparing
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
    name = filename[-200:]
    run = Import(audience=audience, filename=name, kind=kind.name, owner=owner)
    preparing.take(run, file, kind, part)
    return run
