"""The tags that cells of a file name: found, or made as they are met.

A column that names very many different ones holds something else, such as numbers of
orders: a file that would make more than a thousand tags is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from contacts.imports import lists
from contacts.imports.mapping import TAGS
from contacts.imports.reading import FileRefused, Record
from contacts.imports.rows import tags_of
from contacts.models import Tag
from contacts.values import ValueRefused

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.imports.mapping import Column
    from contacts.models import Import

MAX_NEW = 1_000


class TooManyTags(Exception):
    """More tags would be made than one import makes."""


class TagBook:
    """Ids of tags by name, made as they are met; none are made in a dry run.

    Whatever the run makes, or would make, is added to `met`, one spelling of each name.
    """

    def __init__(
        self,
        audience: Audience,
        for_all: Iterable[int],
        *,
        create: bool,
        met: list[str] | None = None,
    ) -> None:
        self.audience = audience
        self.for_all = tuple(sorted(set(for_all)))
        self.create = create
        self.met = [] if met is None else met
        self.places = {name.casefold(): n for n, name in enumerate(self.met)}
        self.by_name: dict[str, int] = {}

    def ids_of(self, rows: Iterable[tuple[str, ...]]) -> list[Sequence[int]]:
        """The ids for each row's names, with those that all rows get.

        Raises `TooManyTags`, and has made none of them, when there are too many new.
        """
        listed = list(rows)
        kinds = set(listed)  # many rows have the same tags
        self._learn({name for names in kinds for name in names})
        ids = {names: self._ids(names) for names in kinds}
        return [ids[names] for names in listed]

    def _ids(self, names: tuple[str, ...]) -> Sequence[int]:
        own = (self.by_name[name] for name in names)
        return sorted({*self.for_all, *own})

    def _learn(self, names: set[str]) -> None:
        unknown = names - self.by_name.keys()
        if not unknown:
            return
        self.by_name |= Tag.objects.ids_by_name(self.audience, unknown)
        new = sorted(unknown - self.by_name.keys())
        for name in new:
            if self.places.setdefault(name.casefold(), len(self.met)) == len(self.met):
                self.met.append(name)
        if len(self.met) > MAX_NEW:
            raise TooManyTags
        if self.create and new:
            self.by_name |= Tag.objects.ensure(self.audience, new)
        else:
            # Stand-ins below zero for tags that a dry run does not make.
            self.by_name |= {name: -1 - self.places[name.casefold()] for name in new}


def too_many(
    columns: Sequence[Column], records: Sequence[Record], met: Iterable[str]
) -> FileRefused:
    """The refusal of the file, by the column that names most of what is too much."""
    beyond = {name.casefold() for name in islice(met, MAX_NEW, None)}

    named = {
        at: {name for record in records for name in _named(record, at)}
        for at in _places(columns)
    }
    richest = max(named, key=lambda at: len(named[at] & beyond))
    return FileRefused(
        _(
            "Column “%(title)s” would make more than %(most)s new tags, which is as "
            "many as one import makes. Nothing was imported: leave the column out, or "
            "let it fill a field."
        )
        % {"title": columns[richest].title, "most": intcomma(MAX_NEW)}
    )


def may_be_too_many(run: Import, columns: Sequence[Column]) -> bool:
    """Whether the file names so many tags that a check has to say how many are new."""
    places = _places(columns)
    if not places:
        return False
    met: set[str] = set()
    # Whatever is wrong with the file, the import itself says.
    with suppress(FileRefused), run.file.open("rb") as file:
        for _status, records in lists.stretches(run, file, 0, 0):
            for record in records:
                for at in places:
                    met.update(_named(record, at))
                if len(met) > MAX_NEW:
                    return True
    return False


def _places(columns: Sequence[Column]) -> list[int]:
    return [at for at, column in enumerate(columns) if column.target == TAGS]


def _named(record: Record, at: int) -> Iterator[str]:
    """The names in the cell of the column, unless the row is refused for them."""
    with suppress(ValueRefused):
        for cell in record.cells[at : at + 1]:
            yield from map(str.casefold, tags_of(cell))
