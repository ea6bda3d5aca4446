"""Staged rows in the text format of COPY, and how they get into the table."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from contacts.imports.rows import Staged

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\n\r]")
_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Copying:
    """COPY one text after another, each taken in by the server while the next is made.

    Between `start` and `finish` the connection can do nothing else. What is small
    enough for the buffers of the socket starts without waiting.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.started = ExitStack()

    def start(self, text: str) -> None:
        cursor = self.started.enter_context(connection.cursor())
        self.started.enter_context(cursor.copy(self.sql)).write(text)

    def finish(self) -> None:
        """Wait for what was started; raises what the server says against it."""
        self.started.close()

    def __enter__(self) -> Copying:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.started.__exit__(kind, error, trace)


def _json(fields: dict[str, Any]) -> str:
    """As the encoder writes it, which takes its time over every small object."""
    if all(type(value) is str for value in fields.values()):
        pairs = [f'"{key}":{_quoted(value)}' for key, value in fields.items()]
        return f"{{{','.join(pairs)}}}"
    return _encode(fields)


def with_extra(line: str, row: Staged) -> str:
    """The row as `copy_line` has it, and what few files fill at its end."""
    extra = row.extra
    if row.groups:
        ids = sorted({group.id or 0 for group in row.groups})
        extra = {**(extra or {}), "groups": ids}
    said = _encode(extra).translate(_ESCAPES) if extra else "\\N"
    return f"{line[:-1]}\t{said}\n"


def copy_line(
    audience_id: int, import_id: int, row: Staged, buckets: int, tag_ids: Sequence[int]
) -> str:
    """The row in the text format of COPY, for the columns of contacts_importline."""
    cells = (
        *(row.email, row.email_display, row.first_name, row.last_name, row.phone),
        *(row.language, row.country, _json(row.fields) if row.fields else "{}"),
    )
    text = "\t".join(cells)
    if text.count("\t") != len(cells) - 1 or _SPECIAL.search(text):
        text = "\t".join(cell.translate(_ESCAPES) for cell in cells)
    tags = ",".join(map(str, tag_ids))
    head = f"{audience_id}\t{import_id}\t{row.bucket(buckets)}\t{row.line}"
    return f"{head}\t{text}\t{{{tags}}}\t{row.status or NULL}\n"
