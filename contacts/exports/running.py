"""An export as a job: contacts are read by key, slice by slice, and put together last.

They are read in one pass by id, so that nobody is in the file twice or left out when a
status changes meanwhile. What a slice wrote commits together with its cursor. That also
keeps the sums of each table: by them, the end only has to copy.
"""

from __future__ import annotations

import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audiences import jobs
from audiences.models.jobs import private_storage
from contacts.exports import archives, books, ledger, writing
from contacts.exports.archives import Member
from contacts.exports.columns import NAMES, Book, Column, Value, columns_of
from contacts.exports.orders import Format, Order
from contacts.filters import ARCHIVED
from contacts.querysets.reading import reading

if TYPE_CHECKING:
    from audiences.models import Audience, Job

KIND = "contacts.export"
SLICE = 2_000
FOLDER = "exports"
# Of a spreadsheet, its titles included.
SHEET_ROWS = 1_048_576
# A table that grows beyond goes on in another one.
MAX_RAW = 2 << 30


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    order = Order.from_dict(job.params)
    cursor = job.cursor or {"after": 0, "position": 0, "tables": {}}
    columns = _columns(job.audience, order, job.params["titles"])
    records = _records(job, order, columns, cursor["after"])
    if records:
        _write(job, order, cursor, columns, records)
        cursor["after"] = records[-1]["pk"]
        cursor["position"] += 1
        job.done += len(records)
        job.counts = {"rows": job.done}
        job.cursor = cursor
        return True
    _finish(job, order, cursor)
    return False


@jobs.sweep_of(KIND)
def sweep(job: Job) -> None:
    """Drop the pieces of an export that goes no further."""
    parts = job.audience.exportparts.filter(job=job)
    names = list(parts.values_list("file", flat=True))
    parts.delete()
    transaction.on_commit(lambda: _delete_files(names))


def _records(
    job: Job, order: Order, columns: Sequence[Column], after: int
) -> list[dict[str, Any]]:
    matching = order.apply(job.audience)
    following = matching.filter(pk__gt=after, pk__lte=job.params["up_to"])
    names = dict.fromkeys([*NAMES, *(column.reads for column in columns)])
    return list(reading(following.order_by("pk"), *names)[:SLICE])


def _write(
    job: Job,
    order: Order,
    cursor: dict[str, Any],
    columns: Sequence[Column],
    records: Sequence[dict[str, Any]],
) -> None:
    book = Book.of(job.audience, records)
    rows: dict[str, list[list[Value]]] = defaultdict(list)
    for record in records:
        cells = [column.read(record, book) for column in columns]
        rows[_table_of(order, record)].append(cells)
    if order.consents:
        rows[ledger.TABLE] = ledger.rows(job.audience, records, book)
    for group, left in rows.items():
        while left:
            name, table = _open_table(order, cursor, group)
            # A person may have many lines, and a slice writes a table once.
            is_ledger = group == ledger.TABLE
            taken = left[:] if is_ledger else left[: _room(order, table)]
            titles = ledger.titles() if is_ledger else job.params["titles"]
            data = _piece(order, table, titles, taken)
            _store(job, order, cursor["position"], name, table, data)
            del left[: len(taken)]


def _table_of(order: Order, record: dict[str, Any]) -> str:
    """The table a contact stands in: by status in a zip, else all in one."""
    if order.format is not Format.ZIP:
        return "contacts"
    return ARCHIVED if record["archived_at"] else str(record["status"])


def _open_table(
    order: Order, cursor: dict[str, Any], group: str
) -> tuple[str, dict[str, Any]]:
    """The table of the group that is not full, and its name."""
    tables = cursor["tables"]
    number, name = 1, group
    while name in tables and not _room(order, tables[name]):
        number += 1
        name = f"{group}-{number}"
    empty = {"rows": 0, "crc": 0, "raw": 0, "packed": 0}
    return name, tables.setdefault(name, empty)


def _room(order: Order, table: dict[str, Any]) -> int:
    """How many contacts the table takes yet; its titles are a row as well."""
    if order.format is Format.CSV:
        return SLICE
    if table["raw"] >= MAX_RAW:
        return 0
    if order.format is Format.ZIP:
        return SLICE
    return SHEET_ROWS - max(int(table["rows"]), 1)


def _piece(
    order: Order, table: dict[str, Any], titles: Sequence[str], rows: list[Any]
) -> bytes:
    """The rows as bytes, after the titles where they are the first of the table."""
    head = b""
    if not table["rows"]:
        table["rows"] = 1
        if order.format is Format.XLSX:
            head = books.SHEET_HEAD + writing.xlsx_head(titles)
        else:
            head = writing.csv_head(titles, bom=order.bom)
    if order.format is Format.XLSX:
        data = writing.xlsx_rows(rows, table["rows"] + 1)
    else:
        data = writing.csv_rows(rows)
    table["rows"] += len(rows)
    return head + data


def _store(
    job: Job,
    order: Order,
    position: int,
    name: str,
    table: dict[str, Any],
    data: bytes,
) -> None:
    packed = data if order.format is Format.CSV else archives.compress(data)
    table["crc"] = zlib.crc32(data, table["crc"])
    table["raw"] += len(data)
    table["packed"] += len(packed)
    # A name of its own for each attempt: a runner that lost its database and writes on
    # cannot spoil what another one has written since.
    file = private_storage().save(new_name("part"), ContentFile(packed))
    parts = job.audience.exportparts
    parts.create(job=job, table=name, position=position, file=file)


def _finish(job: Job, order: Order, cursor: dict[str, Any]) -> None:
    """Put the pieces together and drop them."""
    if not cursor["tables"]:
        name, table = _open_table(order, cursor, "contacts")
        data = _piece(order, table, job.params["titles"], [])
        _store(job, order, 0, name, table, data)
    whole = File(archives.reader(_whole(job, order, cursor["tables"])))
    try:
        job.result = private_storage().save(new_name(order.format.value), whole)
    except archives.TooLarge:
        raise jobs.JobError(
            _("The file would be larger than 4 GB. Choose fewer columns or contacts.")
        ) from None
    job.counts = {"rows": job.done, "size": job.result.size}
    sweep(job)


def _whole(job: Job, order: Order, tables: dict[str, Any]) -> Iterator[bytes]:
    names = sorted(tables, key=lambda name: (len(name), name))
    if order.format is Format.CSV:
        return _pieces(job, names[0])
    made = _sheets if order.format is Format.XLSX else _csv_members
    return archives.archive(made(job, names, tables), timezone.localtime())


def _csv_members(
    job: Job, names: Sequence[str], tables: dict[str, Any]
) -> Iterator[Member]:
    for name in names:
        yield _member(job, f"{name}.csv", name, tables[name])


def _sheets(job: Job, names: Sequence[str], tables: dict[str, Any]) -> Iterator[Member]:
    label = _("Contacts")
    titles = [f"{label} {place}" if place > 1 else label for place in _places(names)]
    for name, content in books.frame(titles):
        yield Member.of(name, content)
    tail = archives.compress(books.SHEET_TAIL)
    for place, name in zip(_places(names), names, strict=True):
        sheet = _member(job, books.sheet_name(place), name, tables[name])
        sheet.crc = zlib.crc32(books.SHEET_TAIL, sheet.crc)
        sheet.raw += len(books.SHEET_TAIL)
        sheet.packed += len(tail)
        sheet.pieces = chain(sheet.pieces, [tail])
        yield sheet


def _places(names: Sequence[str]) -> range:
    return range(1, len(names) + 1)


def _member(job: Job, file: str, name: str, table: dict[str, Any]) -> Member:
    sums = (table["crc"], table["raw"], table["packed"])
    return Member(file, *sums, _pieces(job, name))


def _pieces(job: Job, table: str) -> Iterator[bytes]:
    parts = job.audience.exportparts.filter(job=job, table=table).order_by("position")
    storage = private_storage()
    for name in list(parts.values_list("file", flat=True)):
        with storage.open(name) as file:
            yield file.read()


def _columns(audience: Audience, order: Order, titles: Sequence[str]) -> list[Column]:
    """The columns ordered; one whose field is deleted meanwhile stays, empty."""
    there = {column.key: column for column in columns_of(audience)}
    return [
        there.get(key) or Column(key, title, lambda record, book: None)
        for key, title in zip(order.columns, titles, strict=True)
    ]


def new_name(ending: str) -> str:
    return f"{FOLDER}/{secrets.token_urlsafe(16)}.{ending}"


def _delete_files(names: Sequence[str]) -> None:
    for name in names:
        private_storage().delete(name)
