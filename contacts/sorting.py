"""By which column a list is sorted, and by which others it can be.

Two orders have an index that is walked. For any other all that match are read at once,
which is offered for no more than `SORTED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from contacts import listing
from contacts.columns import Column
from contacts.listing import Place
from contacts.querysets.orders import NEWEST, Sort


@dataclass(frozen=True, slots=True)
class Sorting:
    asked: Column
    by: Column  # what was asked; the day of adding while too many match for that
    sort: Sort
    added: Column
    is_small: bool  # few enough match for any order

    @classmethod
    def of(
        cls, known: Mapping[str, Column], place: Place, number: int | None
    ) -> tuple[Self, Place]:
        """And the place in the list: its start, where there is no such column.

        `number` is how many match, None for more than are counted.
        """
        if place.name not in known or known[place.name].order is None:
            place = Place()
        is_small = number is not None and number <= listing.SORTED
        asked, added = known[place.name], known[Place().name]
        if asked.order and (asked.order.walked or is_small):
            sort = Sort(asked.order, place.is_descending)
            return cls(asked, asked, sort, added, is_small), place
        return cls(asked, added, NEWEST, added, is_small), place

    @property
    def is_held_up(self) -> bool:
        return self.by is not self.asked

    def offers(self, column: Column) -> bool:
        order = column.order
        return order is not None and (order.walked or self.is_small)

    def offered(self, shown: Iterable[Column]) -> list[Column]:
        """What can be sorted by: these columns, when they were added, as it is now."""
        columns = {column.key: column for column in (*shown, self.added, self.by)}
        return [column for column in columns.values() if self.offers(column)]

    def way(self, column: Column) -> str:
        """ "ascending", "descending", or nothing where it is not sorted by it."""
        if column.key != self.by.key:
            return ""
        return "descending" if self.sort.descending else "ascending"

    def turned(self, column: Column) -> Place:
        """Where pressing a column leads: to its first order, then the other way."""
        falls = bool(column.order and column.order.falls)
        if column.key == self.by.key:
            falls = not self.sort.descending
        return Place(f"-{column.key}" if falls else column.key)
