"""Exports in the tests: ordered, run, and read as a spreadsheet would."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from openpyxl import load_workbook

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Job
from contacts.bulk import Selection
from contacts.exports import launching
from contacts.exports.orders import Format, Order
from contacts.filters import Filter


def order(format: str = "csv", *columns: str, **more: Any) -> Order:
    wanted = Selection(more.pop("wanted", Filter()), more.pop("ids", None))
    return Order(wanted, Format(format), columns, **more)


def start(audience: Audience, owner: User, wanted: Order, once: str = "a") -> Job:
    job, _new = launching.launch(audience, wanted, once, owner=owner, ip="192.0.2.7")
    return job


def export(audience: Audience, owner: User, wanted: Order) -> Job:
    job = jobs.run(start(audience, owner, wanted, once=str(Job.objects.count())))
    assert job.state == "finished", job.error
    return job


def content(job: Job) -> bytes:
    with job.result.open("rb") as file:
        return bytes(file.read())


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def csv_of(job: Job) -> list[list[str]]:
    return rows_of(content(job))


def zip_of(job: Job) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content(job))) as packed:
        assert packed.testzip() is None
        return {name: rows_of(packed.read(name)) for name in packed.namelist()}


def sheets_of(job: Job) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content(job)))
    return {sheet.title: list(sheet.values) for sheet in book}
