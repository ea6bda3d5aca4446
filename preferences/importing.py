"""A column of a file that names preferences: exact names, with commas between them.

Names that no preference has are reported with their row, and make none. A file gives
preferences and never takes any; whoever unsubscribed from one stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from contacts.imports import reasons
from contacts.imports.extras import EXTRAS, Extra, Place
from contacts.values import ValueRefused
from preferences import choosing
from preferences.models import Choice, State

if TYPE_CHECKING:
    from contacts.causes import Cause

KEY = "preferences"
UNKNOWN = "preference_unknown"
# In letters and digits alone, as titles are compared.
TITLES = frozenset({"preferences", "voorkeuren", "praferenzen", "preferencias"})


def reader_of(place: Place) -> Callable[[str], list[int] | None]:
    """What reads a cell as ids; it raises `ValueRefused` for a name that is unknown."""
    known: dict[str, int] = {}
    if place.audience is not None:
        offered = place.audience.preferences.offered()
        known = {name.casefold(): pk for pk, name in offered.values_list("pk", "name")}

    @lru_cache(maxsize=4096)  # people are many, and what they chose is not
    def read(cell: str) -> list[int] | None:
        names = [name for part in cell.split(",") if (name := part.strip().casefold())]
        if any(name not in known for name in names):
            raise ValueRefused(UNKNOWN)
        return sorted({known[name] for name in names}) or None

    return read


def give(said: Mapping[int, Any], cause: Cause) -> None:
    pairs = ((pk, one) for pk, ones in said.items() for one in ones)
    choosing.give_each(pairs, cause)


def gaining(said: Mapping[int, Any], cause: Cause) -> set[int]:
    """Who would be given any of it: those who never chose one of them."""
    pairs = {(pk, one) for pk, ones in said.items() for one in ones}
    ones = {one for _pk, one in pairs}
    there = cause.audience.preferences.present().filter(pk__in=ones)
    chosen = Choice.objects.filter(
        audience=cause.audience.pk, contact_id__in=said, preference_id__in=ones
    )
    known = set(chosen.values_list("contact_id", "preference_id"))
    present = set(there.values_list("pk", flat=True))
    return {pk for pk, one in pairs - known if one in present}


def take_back(ids: Sequence[int], at: datetime, cause: Cause) -> set[int]:
    """From those who have it by the import alone, and chose nothing since."""
    choices = Choice.objects.filter(
        audience=cause.audience.pk,
        contact_id__in=ids,
        how="import",
        at=at,
        state=State.SUBSCRIBED,
    )
    given: dict[int, list[int]] = {}
    for contact_id, one in choices.values_list("contact_id", "preference_id"):
        given.setdefault(one, []).append(contact_id)
    taken: set[int] = set()
    for preference in cause.audience.preferences.filter(pk__in=given).order_by("pk"):
        contacts = cause.audience.contacts.filter(pk__in=given[preference.pk])
        taken.update(choosing.take(contacts, preference, cause))
    return taken


EXTRAS[KEY] = Extra(
    _("Preferences, separated by commas"),
    TITLES,
    reader_of,
    is_by_title=True,
    give=give,
    gaining=gaining,
    take_back=take_back,
)
reasons.REASONS[UNKNOWN] = _("The cell names a preference that is not there.")
reasons.NAMING[UNKNOWN] = _("Not all of “%(value)s” are preferences that are there.")
