"""The groups that cells of a file name: found, or made as they are met.

Names are compared without regard to case and accents. A category of which a contact
holds one group takes no new groups from a file, and one name in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from audiences import ordering
from contacts.categories import MAX_GROUPS, group_ids_of
from contacts.imports.extras import GROUPS, NEW_GROUPS
from contacts.values import ValueRefused

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.imports.mapping import Column

MAX_NAME = 100
MAX_AT_ONCE = 50
# Mailchimp writes a comma within a name behind a backslash.
_PART = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
_ESCAPED = re.compile(r"\\([,\\])")


@dataclass(slots=True, eq=False)
class Named:
    """A group by its name; without an id until it is made."""

    category: int
    name: str
    id: int | None = None


class Shelf:
    """The groups of one category, by their names."""

    def __init__(self, category: int, *, is_single: bool) -> None:
        self.category = category
        self.is_single = is_single
        self.n = 0
        self.by_name: dict[str, Named] = {}
        # People are many, and what they chose is not.
        self.named = lru_cache(maxsize=4096)(self._named)

    def add(self, name: str, id: int | None = None) -> Named:
        self.n += 1
        group = Named(self.category, name, id)
        for key in (name, plain(name)):
            self.by_name.setdefault(key, group)
        return group

    def _named(self, cell: str) -> tuple[Named, ...]:
        """The groups that a cell names; `ValueRefused` when they cannot be given."""
        if whole := self._find(cell):
            return (whole,)
        names = [name for part in _PART.findall(cell) if (name := _unescaped(part))]
        if any(len(name) > MAX_NAME for name in names):
            raise ValueRefused("group_long")
        if len(names) > MAX_AT_ONCE:
            raise ValueRefused("groups_many")
        groups = tuple(dict.fromkeys(map(self._of, names)))
        if self.is_single and len(groups) > 1:
            raise ValueRefused("groups_one")
        return groups

    def _of(self, name: str) -> Named:
        found = self._find(name)
        if found is None and self.is_single:
            raise ValueRefused("group_unknown")
        if found is None and self.n >= MAX_GROUPS:
            raise ValueRefused("groups_full")
        return found or self.add(name)

    def _find(self, name: str) -> Named | None:
        return self.by_name.get(name) or self.by_name.get(plain(name))


class GroupBook:
    """The categories that the columns of an import fill; a check makes no groups.

    What it would make is added to `met`: the category, negative where that is not made
    either, and the name.
    """

    def __init__(
        self,
        audience: Audience,
        columns: Sequence[Column],
        *,
        create: bool,
        met: list[list[int | str]],
    ) -> None:
        self.audience = audience
        self.create = create
        self.met = met
        self.by_column = self._shelves(columns)
        shelves = {shelf.category: shelf for shelf in self.by_column.values()}
        groups = audience.groups.present().filter(category__in=list(shelves))
        for pk, category, name in groups.in_order().values_list(
            "pk", "category", "name"
        ):
            shelves[category].add(name, pk)
        for place, (key, given) in enumerate(met):
            if key in shelves:
                shelves[int(key)].add(str(given), -1 - place)

    def _shelves(self, columns: Sequence[Column]) -> dict[int, Shelf]:
        there = {
            category.pk: category.is_single
            for category in self.audience.group_categories.present()
        }
        shelves = {}
        for index, column in enumerate(columns):
            pk = column.category
            if column.target == GROUPS and pk in there:
                shelves[index] = Shelf(pk, is_single=there[pk])
            elif column.target == NEW_GROUPS:
                shelves[index] = Shelf(-1 - index, is_single=False)
        return shelves

    def settle(self, rows: Iterable[tuple[Named, ...]]) -> None:
        """See to it that all of these have ids."""
        new: dict[int, list[Named]] = {}
        for group in dict.fromkeys(group for named in rows for group in named):
            if group.id is None:
                new.setdefault(group.category, []).append(group)
        for category, groups in sorted(new.items()):
            if self.create:
                names = [group.name for group in groups]
                ids = group_ids_of(self.audience, category, names)
                for group in groups:
                    group.id = ids[group.name]
            else:
                self._stand_in(groups)

    def _stand_in(self, groups: list[Named]) -> None:
        for group in groups:
            self.met.append([group.category, group.name])
            group.id = -len(self.met)


def make_categories(audience: Audience, columns: Iterable[Column]) -> None:
    """Make the categories that columns ask for, and map these to them."""
    present = audience.group_categories.present()
    for column in columns:
        if column.target != NEW_GROUPS:
            continue
        category = present.filter(title__iexact=column.label).first()
        if category is None:
            position = ordering.next_position(present)
            category = present.create(
                audience=audience, title=column.label, position=position
            )
        column.target, column.category = GROUPS, category.pk


def plain(name: str) -> str:
    """The name in small letters, without accents and needless spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(bare).split())


def _unescaped(part: str) -> str:
    return _ESCAPED.sub(r"\1", part.strip())
