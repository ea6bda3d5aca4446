"""Taking a file in: looked at, stored, and its columns guessed."""

from __future__ import annotations

from typing import IO

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from audiences.models import Audience
from contacts.imports import mapping, reading
from contacts.imports.reading import Dialect, FileRefused, Preview
from contacts.models import Import

MAX_BYTES = 2 << 30


def take(
    audience: Audience, file: IO[bytes], filename: str, *, owner: User | None
) -> Import:
    """Store the file as an import whose mapping is the best guess.

    Raises `FileRefused` with a sentence when it cannot be read as rows of contacts.
    """
    normal = reading.normalize(file)
    normal.seek(0, 2)
    size = normal.tell()
    if size > MAX_BYTES:
        raise FileRefused(_("The file is larger than 2 GB. Split it and import the parts."))
    head = reading.preview(normal)
    run = Import(
        audience=audience,
        filename=filename[-200:],
        size=size,
        encoding=head.dialect.encoding,
        delimiter=head.dialect.delimiter,
        has_header=head.dialect.has_header,
        owner=owner,
    )
    fields = list(audience.fields.present())
    run.mapping = [
        column.to_dict() for column in mapping.suggest(head.titles, head.rows, fields)
    ]
    normal.seek(0)
    run.file.save("contacts.csv", File(normal), save=False)
    run.save()
    return run


def preview_of(run: Import) -> Preview:
    """The head of the stored file, as the import is set to read it."""
    with run.file.open("rb") as file:
        return reading.preview(
            file, Dialect(run.encoding, run.delimiter, run.has_header)
        )
