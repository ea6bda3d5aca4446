"""Who uses a field: asked before it is deleted or changes its type.

An app that stores the id or the merge tag of a field says so in a module `usage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from contacts.models import Field


@dataclass(frozen=True, slots=True)
class Use:
    """One place where the field is used, in words, and where that is seen."""

    label: str
    url: str = ""


type Finder = Callable[[Field], Iterable[Use]]

MOST = 50  # of one kind
COUNTED = 10_000  # no index finds who has a value: of more, nobody waits for a number

_finders: list[Finder] = []


def finds(find: Finder) -> Finder:
    """Register what yields the uses of a field in the tables of an app."""
    _finders.append(find)
    return find


def uses_of(field: Field) -> list[Use]:
    return [use for find in _finders for use in find(field)]


@dataclass(frozen=True, slots=True)
class Values:
    """How many have a value in a field, the archived among them."""

    n: int | None  # None for more than `COUNTED`
    archived: int

    @classmethod
    def of(cls, field: Field) -> Self:
        counts = field.audience.contacts.with_value(field).count_up_to(COUNTED)
        return cls(*(counts or (None, 0)))

    @property
    def most(self) -> int:
        return COUNTED


@finds
def open_imports(field: Field) -> Iterable[Use]:
    """Imports that are yet to fill the field, or are at it."""
    imports = field.audience.imports.filter(mapping__contains=[{"field": field.pk}])
    for run in imports.select_related("job").order_by("-pk")[:MOST]:
        if run.job is None or run.job.is_open:
            yield Use(_("Import of %s") % run.filename, run.get_absolute_url())
