"""From the cells of a record to what is staged, or to a refusal with its reason."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from audiences.parts import bucket_of
from contacts import values
from contacts.addresses import AddressError, normalize
from contacts.imports import extras, mapping, statuses
from contacts.imports.extras import Place
from contacts.imports.groups import Named, Shelf
from contacts.imports.mapping import Column
from contacts.imports.reading import Record
from contacts.models import Field
from contacts.values import ValueRefused

MAX_TAG = 100
MAX_TAGS = 50
_QUOTED = re.compile(r'\A"([^"]*)"\Z')
SEPARATORS = str.maketrans({";": ",", "|": ","})


class RowRefused(Exception):
    def __init__(self, code: str, index: int = 0, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.index = index
        self.value = value


@dataclass(slots=True)
class Staged:
    """One row as the staging table holds it, in the order of its columns."""

    line: int
    email: str
    email_display: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    extra: dict[str, Any] | None = None
    groups: tuple[Named, ...] = ()
    status: str = ""  # that of the import

    @property
    def is_out_of_sms(self) -> bool:
        return (self.extra or {}).get(extras.SMS_STATUS) == "unsubscribed"

    def bucket(self, buckets: int) -> int:
        """Where all rows of one address meet, so that the last of them can win."""
        return bucket_of(self.email, buckets)


HERE = Place()
NONE: Mapping[int, Shelf] = {}

type Fill = Callable[[Staged, str], None]


class RowReader:
    """Reads records of one file by its mapping; made once, called per row.

    National phone numbers are of the country that a row says, else of the audience's
    `place`. `status` is that of rows which say none; without permission a row that says
    subscribed is not. A row of a text that was joined is `is_marked` by a problem
    behind its cells.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        fields: Sequence[Field],
        place: Place = HERE,
        shelves: Mapping[int, Shelf] = NONE,
        *,
        status: str = "subscribed",
        is_permitted: bool = True,
        is_marked: bool = False,
    ) -> None:
        self.width = len(columns)
        self.status = status
        self.said = ""  # the status of the list that is read, where it has one
        self.is_permitted = is_permitted
        self.is_marked = is_marked
        self.email = mapping.email_column(columns, fields)
        by_id = {f.pk: f for f in fields}
        self.fills: list[tuple[int, Fill]] = [
            (index, fill)
            for index, column in enumerate(columns)
            if index != self.email and (fill := self._fill_of(column, by_id, place))
        ]
        self.fills.sort(key=lambda fill: _rank(columns[fill[0]].target))
        # Groups last: a row that is refused for something else makes none.
        self.fills += [(at, _fill_groups(shelf)) for at, shelf in shelves.items()]

    def read(self, record: Record) -> Staged:
        if record.problem:
            raise RowRefused(record.problem)
        cells = record.cells
        if len(cells) != self.width:
            cells = self._evened(cells)
        written = cells[self.email].strip()
        try:
            row = Staged(record.line, normalize(written), written, status=self.said)
        except AddressError as error:
            raise RowRefused(f"email_{error.code}", self.email, written) from None
        try:
            for index, fill in self.fills:
                if cell := cells[index].strip():
                    fill(row, cell)
        except ValueRefused as error:
            said_no = (row.status or self.status) in statuses.OPTED_OUT
            if not (said_no or row.is_out_of_sms):
                raise RowRefused(str(error), index, cell) from None
            self._fill_readable(row, cells)
        return row

    def _fill_readable(self, row: Staged, cells: list[str]) -> None:
        """An opt-out is never lost: what cannot be read of its row is left out."""
        for index, fill in self.fills:
            with contextlib.suppress(ValueRefused):
                if cell := cells[index].strip():
                    fill(row, cell)

    def _fill_of(
        self, column: Column, by_id: dict[int, Field], place: Place
    ) -> Fill | None:
        if column.target == mapping.STATUS:
            return self._fill_status
        if column.target == extras.SMS_STATUS:
            return self._fill_sms_status
        return _fill_of(column, by_id, place)

    def _fill_status(self, row: Staged, cell: str) -> None:
        status = statuses.of_word(cell)
        if not status:
            raise ValueRefused("status")
        own = statuses.permitted(status, is_permitted=self.is_permitted)
        row.status = statuses.stricter(own, self.said)

    def _fill_sms_status(self, row: Staged, cell: str) -> None:
        """Only what changes anything is staged."""
        status = statuses.of_sms(cell)
        if (
            statuses.permitted(status, is_permitted=self.is_permitted)
            != "nonsubscribed"
        ):
            row.extra = {**(row.extra or {}), extras.SMS_STATUS: status}

    def _evened(self, cells: list[str]) -> list[str]:
        """As many cells as there are columns; more than blanks are never cut off."""
        more = [cell for cell in cells[self.width :] if cell.strip()]
        if more:
            raise RowRefused(more[0] if self.is_marked else "ragged", self.width)
        return [*cells, *[""] * (self.width - len(cells))]


def _rank(target: str) -> int:
    """The status first: it says what an unreadable value means; then the country."""
    ranks = {mapping.STATUS: 0, extras.SMS_STATUS: 0, mapping.COUNTRY: 1}
    return ranks.get(target, 2)


def _fill_of(column: Column, by_id: dict[int, Field], place: Place) -> Fill | None:
    if column.target == mapping.TAGS:
        return _fill_tags
    if column.target == mapping.LANGUAGE:
        return _fill_language
    if column.target == mapping.COUNTRY:
        return _fill_country
    if column.target in extras.EXTRAS:
        return _fill_extra(column.target, place)
    if column.target != mapping.FIELD or column.field not in by_id:
        return None
    return _fill_field(by_id[column.field], place, column.decimal)


def _fill_field(into: Field, place: Place, decimal: str) -> Fill:
    read, name, key = into.reader(place.country, decimal), into.column, into.key
    if into.type == Field.Type.PHONE:
        return _fill_phone(into, place.country)
    if name:
        return lambda row, cell: setattr(row, name, read(cell))
    return lambda row, cell: row.fields.__setitem__(key, read(cell))


def _number_of(
    reader_of: Callable[[str], values.Reader], home: str
) -> Callable[[Staged, str], Any]:
    """A number without a country code is of the row's country, if it can be."""
    read = reader_of(home)

    def number_of(row: Staged, cell: str) -> Any:
        abroad = row.country and row.country != home
        if abroad and not cell.startswith(("+", "00")):
            with contextlib.suppress(ValueRefused):
                return reader_of(row.country)(cell)
        return read(cell)

    return number_of


def _fill_mobile(home: str) -> Fill:
    number_of = _number_of(values.mobile_of, home)

    def fill(row: Staged, cell: str) -> None:
        number = number_of(row, cell)
        row.extra = {**(row.extra or {}), extras.SMS_PHONE: number}

    return fill


def _fill_phone(into: Field, home: str) -> Fill:
    number_of = _number_of(into.reader, home)
    if into.column:
        return lambda row, cell: setattr(row, into.column, number_of(row, cell))
    return lambda row, cell: row.fields.__setitem__(into.key, number_of(row, cell))


def _fill_language(row: Staged, cell: str) -> None:
    """What is no language is left out, as it says nothing."""
    with contextlib.suppress(ValueRefused):
        row.language = values.language(cell)


def _fill_country(row: Staged, cell: str) -> None:
    row.country = values.country_of(cell)


def _fill_extra(name: str, place: Place) -> Fill:
    if name == extras.SMS_PHONE:
        return _fill_mobile(place.country)
    read = extras.reader_of(name, place)

    def fill(row: Staged, cell: str) -> None:
        if (value := read(cell)) is not None:
            row.extra = {**(row.extra or {}), name: value}

    return fill


def _fill_groups(shelf: Shelf) -> Fill:
    def fill(row: Staged, cell: str) -> None:
        row.groups += shelf.named(cell)

    return fill


def _fill_tags(row: Staged, cell: str) -> None:
    row.tags += tags_of(cell)


@lru_cache(maxsize=4096)  # people are many, and what they are tagged with is not
def tags_of(cell: str) -> tuple[str, ...]:
    """The names of tags in a cell; raises `ValueRefused`."""
    parts = map(str.strip, cell.translate(SEPARATORS).split(","))
    # Mailchimp puts each name between quotation marks.
    tags = tuple(name for part in parts if (name := _QUOTED.sub(r"\1", part)))
    if any(len(name) > MAX_TAG for name in tags):
        raise ValueRefused("tag_long")
    if len(tags) > MAX_TAGS:
        raise ValueRefused("tags_many")
    return tags
