"""Taking a file in: looked at, stored, and its columns guessed."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from audiences.models import Audience
from contacts.imports import (
    headings,
    mapping,
    normalizing,
    preview,
    remembering,
)
from contacts.imports.preview import Preview
from contacts.imports.reading import Dialect, FileRefused, records
from contacts.models import Import

if TYPE_CHECKING:
    from contacts.imports.containers import Kind

MAX_BYTES = 2 << 30
SAMPLE = 1 << 20


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
    normal = normalizing.normalize(file)
    normal = headings.without_heading(normal, preview.detect_dialect(normal))
    normal.seek(0, 2)
    size = normal.tell()
    if size > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than 2 GB. Split it and import the parts.")
        )
    head = preview.preview(normal)
    run = Import(audience=audience, filename=filename[-200:], size=size, owner=owner)
    run.kind = kind
    _guess(run, head)
    normal.seek(0)
    run.file.save("contacts.csv", File(normal), save=False)
    run.save()
    return run


def store_original(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    kind: Kind,
    *,
    owner: User | None,
) -> Import:
    """Store a file that is no text; the import is saved once its parts are known."""
    run = Import(
        audience=audience,
        kind=kind.name,
        filename=filename[-200:],
        size=file.seek(0, 2),
        owner=owner,
    )
    file.seek(0)
    run.original.save(f"contacts{kind.suffix}", File(file), save=False)
    return run


def store_rows(run: Import, file: IO[bytes], dialect: Dialect | None = None) -> None:
    """Store the rows that were found in the original, and guess their columns."""
    head = preview.preview(file, dialect)
    _guess(run, head)
    run.size = file.seek(0, 2)
    run.preparation = None  # over, and in time forgotten
    file.seek(0)
    run.file.save("contacts.csv", File(file), save=False)
    run.save()


def read_anew(run: Import, dialect: Dialect) -> None:
    """Read the file in another way, and guess its columns again.

    Raises `FileRefused`, and changes nothing, when that way makes no rows of it.
    """
    with _opened(run) as file:
        head = preview.preview(file, dialect)
    _guess(run, head)
    run.save()


def discard(run: Import) -> None:
    """Forget an import that came to nothing, and its file."""
    forget_files(run)
    run.audience.imports.filter(pk=run.pk).delete()


def forget_files(run: Import) -> None:
    """Delete what is stored of the file; the caller saves the import or deletes it."""
    for stored in (run.file, run.original):
        if stored:
            stored.delete(save=False)


def dialect_of(run: Import) -> Dialect:
    return Dialect(run.encoding, run.delimiter, run.has_header)


def preview_of(run: Import) -> Preview:
    """The head of the stored file, as the import is set to read it."""
    with _opened(run) as file:
        return preview.preview(file, dialect_of(run))


def rows_about(run: Import) -> int:
    """How many rows the file has: exact for a small one, else to two digits."""
    if run.lists:
        return sum(part["rows"] for part in run.lists)
    rows = end = 0
    # Where it goes on with blank lines only, the check of it says so.
    with _opened(run) as file, suppress(FileRefused):
        for record in records(file, dialect_of(run)):
            rows, end = rows + 1, record.end
            if end > SAMPLE:
                break
    if end <= SAMPLE:
        return rows
    rows = rows * run.size // end
    return round(rows, 2 - len(str(rows)))


def _opened(run: Import) -> File[bytes]:
    try:
        return run.file.open("rb")
    except (FileNotFoundError, ValueError):  # deleted, or none is named any more
        raise FileRefused(_("The file of this import is gone.")) from None


def _guess(run: Import, head: Preview) -> None:
    """Set how the file is read and what its columns fill."""
    fields = list(run.audience.fields.present().in_order())
    categories = run.audience.group_categories.present()
    suggested = mapping.suggest(head.titles, head.rows, fields, categories)
    run.titles_key = remembering.key_of(head.titles)
    recalled = remembering.recall(run, suggested)
    run.is_remembered, columns = bool(recalled), recalled or suggested
    run.check_job = None
    run.mapping = [column.to_dict() for column in columns]
    run.encoding = head.dialect.encoding
    run.delimiter = head.dialect.delimiter
    run.has_header = head.dialect.has_header
