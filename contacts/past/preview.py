"""The first rows of a file, as the events they would become."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

from contacts import uploading
from contacts.activity import shown
from contacts.imports.reading import Record, records
from contacts.imports.rows import RowRefused
from contacts.past import reasons
from contacts.past.rows import Reader

if TYPE_CHECKING:
    from contacts.models import PastImport

ROWS = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A row: the event it becomes, or the reason why it becomes none."""

    line: int
    email: str = ""
    name: str = ""
    at: str = ""
    properties: Sequence[tuple[str, str]] = field(default=())
    refused: str = ""


def rows_of(run: PastImport) -> list[Shown]:
    reader = Reader.of(run)
    with uploading.opened(run) as file:
        first = islice(records(file, uploading.dialect_of(run)), ROWS)
        return [_shown(reader, record) for record in first]


def _shown(reader: Reader, record: Record) -> Shown:
    try:
        row = reader.read(record)
    except RowRefused as error:
        return Shown(record.line, refused=reasons.sentence(error.code))
    at = date_format(timezone.localtime(row.at, reader.zone), "j F Y, H:i:s")
    said = list(shown(json.loads(row.said)))
    return Shown(record.line, row.email, row.name, at, said)
