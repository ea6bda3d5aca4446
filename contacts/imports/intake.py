"""Taking a file in: looked at, stored, and its columns guessed."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from audiences.models import Audience
from contacts import uploading
from contacts.imports import mapping, preview, remembering
from contacts.imports.preview import Preview
from contacts.imports.reading import Dialect
from contacts.models import Import

if TYPE_CHECKING:
    from contacts.imports.containers import Kind

MAX_BYTES = 2 << 30
NAME = "contacts.csv"  # of a stored file, before it is made one of its own


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
    too_large = _("The file is larger than 2 GB. Split it and import the parts.")
    normal, head = uploading.look(run, file, MAX_BYTES, too_large)
    _guess(run, head)
    uploading.keep(run, normal, NAME)
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
    uploading.keep(run, file, NAME)


def read_anew(run: Import, dialect: Dialect) -> None:
    """Read the file in another way, and guess its columns again.

    Raises `FileRefused`, and changes nothing, when that way makes no rows of it.
    """
    _guess(run, uploading.head_of(run, dialect))
    run.save()


def rows_about(run: Import) -> int:
    """How many rows the file has: exact for a small one, else to two digits."""
    if run.lists:
        return sum(part["rows"] for part in run.lists)
    return uploading.rows_about(run)


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
    uploading.set_dialect(run, head.dialect)
