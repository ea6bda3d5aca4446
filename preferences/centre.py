"""The preferences of an audience as staff see them: by category, with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiences.models import Audience
    from preferences.models import Preference


@dataclass(frozen=True, slots=True)
class Category:
    title: str
    preferences: list[Preference]

    @property
    def key(self) -> int:
        """By which forms name it: the id of its first preference."""
        return self.preferences[0].pk


@dataclass(frozen=True, slots=True)
class Centre:
    categories: list[Category]  # of those that are offered
    archived: list[Preference]

    @property
    def titles(self) -> list[str]:
        return [category.title for category in self.categories if category.title]


def centre_of(audience: Audience) -> Centre:
    rows = list(audience.preferences.present().with_counts().in_order())
    for row in rows:
        row.audience = audience
    offered = [row for row in rows if row.archived_at is None]
    groups = groupby(offered, key=lambda row: row.category.lower())
    listed = [list(some) for _title, some in groups]
    categories = [Category(some[0].category, some) for some in listed]
    return Centre(categories, [row for row in rows if row.archived_at])
