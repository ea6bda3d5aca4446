"""What every app keeps of persons, and what becomes of it.

Apps name their places in a module `people`: what happens there when two become one, or
when some go for good, and how it is told to a person who asks for all that is kept of
them. Higher apps know their places; nobody has to know theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from audiences.models import Audience


# What looks like an address in a text or in a part of a URL.
ADDRESS = r"""[^\s"'<>()\[\],;:=&?]+(?:@|%40)[^\s"'<>()\[\],;:=&?]+"""


def naming(text: str) -> str:
    """The SQL that asks whether a text names the address of one of the persons."""
    return f"""EXISTS (
        SELECT FROM regexp_matches({text}, %(address)s, 'g') AS said
        WHERE lower(replace(said[1], '%%40', '@')) = ANY (%(emails)s)
    )"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an audience, with the address as it is compared."""

    audience: Audience
    pk: int
    email: str

    @property
    def alone(self) -> Persons:
        return Persons(self.audience, [self.pk], [self.email])


@dataclass(frozen=True, slots=True)
class Persons:
    """Some who go for good; whoever lets them go has locked them."""

    audience: Audience
    ids: Sequence[int]
    emails: Sequence[str] = ()

    @property
    def key(self) -> dict[str, Any]:
        """The params of a statement about them."""
        return {
            "audience": self.audience.pk,
            "ids": list(self.ids),
            "emails": list(self.emails),
            "address": f"({ADDRESS})",
        }


type Row = Mapping[str, Any]  # texts, numbers, moments, and lists and mappings of such
type Merge = Callable[[Audience, int, int], None]
type Erase = Callable[[Persons], int]
type Tell = Callable[[Person], Iterable[Row]]


class Telling(NamedTuple):
    """A part of what is told of a person, under a name that programs can read."""

    name: str
    rows: Tell


@dataclass(frozen=True, slots=True)
class Place:
    """`tells` and `erases` say why, in words, where nothing is told or erased."""

    tells: Telling | str
    erases: Erase | str
    merges: Merge | None = None


MOVE = "UPDATE {} SET contact_id = %s WHERE audience_id = %s AND contact_id = %s"
ERASE = """
DELETE FROM {} WHERE audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
"""

tables: dict[str, Place] = {}
traces: dict[str, Place] = {}


def rows(
    table: str,
    merge: Merge | None = None,
    *,
    erase: Erase | str | None = None,
    tells: Telling | str = "",
) -> None:
    """Name a table with rows of persons, each with a `contact_id`.

    When two become one, its rows move to whoever stays, unless `merge(audience, kept,
    gone)` says better what becomes of them; who goes takes them along, unless `erase`
    says in words why they need not be deleted by themselves.
    """
    tables[table] = Place(tells, erase or _deleting_from(table), merge)


def trace(name: str, *, erase: Erase | str, tells: Telling | str) -> None:
    """Name a place that speaks of persons in another way than by such a row."""
    traces[name] = Place(tells, erase)


def merge(audience: Audience, kept: int, gone: int) -> None:
    """Give everything of one contact to another, in the transaction of the caller.

    Both are locked, and the one that goes is deleted afterwards.
    """
    for table, place in tables.items():
        if place.merges is not None:
            place.merges(audience, kept, gone)
            continue
        with connection.cursor() as cursor:
            cursor.execute(MOVE.format(table), [kept, audience.pk, gone])


def delete_rows(persons: Persons) -> int:
    """Delete everything of these contacts but their own rows; return how much."""
    return _erase(tables, persons)


def erase(persons: Persons) -> int:
    """The same, and take them out of everything else that speaks of them.

    That comes first, since their rows tell where to look.
    """
    return _erase(traces | tables, persons)


def tellings() -> Iterator[Telling]:
    """The parts of what is told of a person."""
    for place in (traces | tables).values():
        if isinstance(place.tells, Telling):
            yield place.tells


def _erase(places: Mapping[str, Place], persons: Persons) -> int:
    erases = (place.erases for place in places.values())
    return sum(erase(persons) for erase in erases if not isinstance(erase, str))


def _deleting_from(table: str) -> Erase:
    def erase(persons: Persons) -> int:
        return run(ERASE.format(table), persons)

    return erase


def run(statement: str, persons: Persons) -> int:
    """Execute a statement about them; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, persons.key)
        return int(cursor.rowcount)
