"""Taking a file of past events in: stored, and its columns guessed."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts import uploading
from contacts.imports import containers, preparing
from contacts.imports.reading import FileRefused
from contacts.ingest.reports import NAME
from contacts.models import PastImport
from contacts.past import columns, moments
from contacts.past.columns import DATE, EVENT, TIME, Column

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.imports.preview import Preview


def take(
    audience: Audience,
    file: IO[bytes],
    filename: str,
    *,
    owner: User | None,
    part: str = "",
) -> PastImport:
    """Store the file with the best guess of what its columns say.

    `part` names a sheet where it has several. Raises `FileRefused` with a sentence when
    it cannot be read as rows.
    """
    run = PastImport(audience=audience, filename=filename[-200:], owner=owner)
    kind = containers.kind_of(file)
    if kind.name == "archive":
        raise FileRefused(
            _("This is an archive. Unpack it and choose the file of events in it.")
        )
    if kind.name == "sheet":
        preparing.take(run, file, kind, part)
    else:
        uploading.take(run, file)
    return run


@uploading.guess_of(PastImport)
def guess(run: PastImport, head: Preview) -> None:
    found = columns.suggest(head)
    for column in _too_many(found):
        column.target = columns.SKIP
    dated = [
        cell
        for place, column in enumerate(found)
        if column.target == TIME or column.type == DATE
        for cell in head.column(place)
    ]
    run.columns = [column.to_dict() for column in found]
    run.order = moments.order_in(dated, run.audience.country)
    run.zone = run.audience.time_zone
    run.name = "" if any(c.target == EVENT for c in found) else _name_of(run)


def _too_many(found: list[Column]) -> list[Column]:
    said = [c for c in found if c.target in {columns.PROPERTY, columns.ID}]
    return said[columns.MOST_PROPERTIES :]


def _name_of(run: PastImport) -> str:
    """A name from that of the file, if it makes one."""
    stem = columns.property_name(run.filename.rpartition(".")[0])[:30].strip("_")
    return stem if NAME.fullmatch(stem) else ""
