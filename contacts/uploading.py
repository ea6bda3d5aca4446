"""Files of rows that people bring: looked at, stored, read, and in time let go.

What ran keeps its file for a while after its end; what was never begun goes whole.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences.models import Job
from contacts import strays
from contacts.imports import headings, normalizing, preview
from contacts.imports.preview import Preview
from contacts.imports.reading import Dialect, FileRefused, records
from contacts.models.uploads import MappedUpload, Upload

SAMPLE = 1 << 20
NAME = "rows.csv"  # of a stored file, before it is made one of its own

type Guess = Callable[[Any, Preview], None]

_guesses: dict[type[MappedUpload], Guess] = {}


def guess_of(model: type[MappedUpload]) -> Callable[[Guess], Guess]:
    """Register `guess(upload, head)`, which sets what its columns seem to say."""

    def register(guess: Guess) -> Guess:
        _guesses[model] = guess
        return guess

    return register


def take(upload: MappedUpload, file: IO[bytes]) -> None:
    """Store the file with the best guess of what its columns say.

    Raises `FileRefused` with a sentence when it cannot be read as rows of text.
    """
    too_large = _("The file is larger than %(n)s GB. Split it and import the parts.")
    most = upload.MOST_GB
    normal, head = look(upload, file, most << 30, too_large % {"n": most})
    _guesses[type(upload)](upload, head)
    keep(upload, normal, NAME)


def store_rows(upload: MappedUpload, file: IO[bytes], dialect: Dialect) -> None:
    """Store the rows that were found in the original, and guess their columns."""
    head = preview.preview(file, dialect)
    set_dialect(upload, dialect)
    _guesses[type(upload)](upload, head)
    upload.size = file.seek(0, 2)
    upload.preparation = None  # over, and in time forgotten
    keep(upload, file, NAME)


def read_anew(upload: MappedUpload, dialect: Dialect) -> None:
    """Read the file in another way, and guess its columns again.

    One that was begun meanwhile stays as it is. Raises `FileRefused`, and changes
    nothing, when that way makes no rows of it.
    """
    head = head_of(upload, dialect)
    with transaction.atomic():
        run: MappedUpload = row_of(upload).select_for_update().get()
        if not run.can_be_mapped:  # begun meanwhile
            return
        run.audience = upload.audience
        set_dialect(run, dialect)
        _guesses[type(run)](run, head)
        run.check_job = None
        run.save()


def look(
    upload: Upload, file: IO[bytes], most: int, too_large: str
) -> tuple[IO[bytes], Preview]:
    """The file as it is stored, and its head; the upload is set to read it so.

    Raises `FileRefused` with a sentence when it cannot be read as rows of text.
    """
    normal = normalizing.normalize(file)
    normal = headings.without_heading(normal, preview.detect_dialect(normal))
    upload.size = normal.seek(0, 2)
    if upload.size > most:
        raise FileRefused(too_large)
    head = preview.preview(normal)
    set_dialect(upload, head.dialect)
    return normal, head


def keep(upload: Upload, file: IO[bytes], name: str) -> None:
    """Store the file and save the upload."""
    file.seek(0)
    upload.file.save(name, File(file), save=False)
    upload.save()


def set_dialect(upload: Upload, dialect: Dialect) -> None:
    upload.encoding = dialect.encoding
    upload.delimiter = dialect.delimiter
    upload.has_header = dialect.has_header


def dialect_of(upload: Upload) -> Dialect:
    return Dialect(upload.encoding, upload.delimiter, upload.has_header)


def head_of(upload: Upload, dialect: Dialect | None = None) -> Preview:
    """The head of the stored file, read in this way or as the upload is set to."""
    with opened(upload) as file:
        return preview.preview(file, dialect or dialect_of(upload))


def addresses_in(head: Preview) -> int | None:
    """The column in which most cells look like addresses; None where none does."""
    counts = [
        sum("@" in cell for cell in head.column(place)) for place in range(head.width)
    ]
    return counts.index(max(counts)) if max(counts) else None


def rows_about(upload: Upload) -> int:
    """How many rows the file has: exact for a small one, else to two digits."""
    rows = end = 0
    # Where it goes on with blank lines only, whoever reads all of it says so.
    with opened(upload) as file, suppress(FileRefused):
        for record in records(file, dialect_of(upload)):
            rows, end = rows + 1, record.end
            if end > SAMPLE:
                break
    if end <= SAMPLE:
        return rows
    rows = rows * upload.size // end
    return round(rows, 2 - len(str(rows)))


def opened(upload: Upload) -> File[bytes]:
    try:
        return upload.file.open("rb")
    except (FileNotFoundError, ValueError):  # deleted, or none is named any more
        raise FileRefused(_("The file of this import is gone.")) from None


def throw_away(upload: Upload) -> bool:
    """Discard what nothing was done with, nor just is; return whether that was so."""
    with transaction.atomic():
        row: Upload | None = row_of(upload).select_for_update().first()
        if row is None or row.job_id or row.is_looked_at:
            return False
        _forget(row)
    forget_files(row)
    return True


def discard(upload: Upload) -> None:
    """Forget what came to nothing, and its files."""
    forget_files(upload)
    _forget(upload)


def _forget(upload: Upload) -> None:
    """Delete the row, and the jobs that only looked at it, which told of it."""
    jobs = Job.objects.filter(audience=upload.audience_id)
    jobs.filter(**{f"params__{upload.PARAM}": upload.pk}).delete()
    row_of(upload).delete()


def forget_files(upload: Upload) -> None:
    """Delete what is stored of the file; the caller saves the upload or deletes it."""
    for name in upload.FILES:
        if stored := getattr(upload, name):
            stored.delete(save=False)


def expire(model: type[Upload]) -> int:
    """Delete the files whose time is over; return of how many uploads these were."""
    uploads = expired(model)
    for upload in uploads:
        if upload.job_id is None:
            discard(upload)
            continue
        # The files first: a row that names a file which is gone is tried again.
        forget_files(upload)
        row_of(upload).update(**_nothing(model))
    return len(uploads)


def expired(model: type[Upload]) -> list[Upload]:
    """Those that ended long ago, or were never begun."""
    before = timezone.now() - timedelta(days=settings.IMPORT_FILE_DAYS)
    uploads: Any = model._default_manager
    kept = uploads.exclude(**_nothing(model))
    over = Q(job=None, created_at__lt=before) | Q(job__finished_at__lt=before)
    return list(kept.filter(over).select_related("audience").order_by("pk"))


def sweep_strays(model: type[Upload]) -> int:
    return strays.sweep(model.FOLDER, partial(known_files, model))


def known_files(model: type[Upload], names: list[str]) -> set[str]:
    uploads: Any = model._default_manager
    known: set[str] = set()
    for column in model.FILES:
        named = uploads.filter(**{f"{column}__in": names})
        known.update(named.values_list(column, flat=True))
    return known


def row_of(upload: Upload) -> Any:
    """The row of the upload, as a queryset."""
    uploads: Any = type(upload)._default_manager
    return uploads.filter(audience=upload.audience_id, pk=upload.pk)


def _nothing(model: type[Upload]) -> dict[str, str]:
    """What the columns say when no file is kept."""
    return dict.fromkeys(model.FILES, "")
