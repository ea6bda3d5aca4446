"""What can stand in a column: of the table of contacts, and of files.

A column says how it is read, how it reads in the table and in a file. Apps register
theirs in a module `columns`, as a function of the audience.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.countries import COUNTRIES
from contacts import values

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from contacts.models import Field

MAX_SHOWN = 80  # letters of a value in the table
MAX_COLUMNS = 12
WIDE = "d-none d-lg-table-cell muted"


@dataclass(frozen=True, slots=True)
class Column:
    key: str  # an identifier: of a column of the contact, or of one of its fields
    label: Text
    reads: str  # what is read of the contact; "fields" for own fields
    text: Callable[[Any], str] = str  # in words, in the language of the moment
    export: Callable[[Any], str] = str  # the same in every language
    order: str = ""  # the order of the list it is sorted by, when it can be
    css: str = WIDE

    def value(self, row: Mapping[str, Any]) -> Any:
        held = row[self.reads]
        return held.get(self.key) if self.reads == "fields" else held

    def shown(self, row: Mapping[str, Any]) -> str:
        """The text in the table: not escaped, and no longer than fits."""
        value = self.value(row)
        said = "" if value is None else self.text(value)
        return said if len(said) <= MAX_SHOWN else f"{said[: MAX_SHOWN - 1]}…"


type Provider = Callable[[Audience], Iterable[Column]]

# What the list reads of every contact anyway, and shows until something else is chosen.
STANDARD = ("status", "tags", "country", "created_at")

_providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


def columns_of(audience: Audience) -> dict[str, Column]:
    """Every column there is in this audience, by its key, in the usual order."""
    found = (column for provider in _providers for column in provider(audience))
    return {column.key: column for column in found}


def chosen_of(audience: Audience, keys: Sequence[str] | None) -> list[Column]:
    """The columns of these keys that are still there; the standard ones for none."""
    wanted = STANDARD if keys is None else tuple(dict.fromkeys(keys))
    known = {column.key: column for column in own_columns(audience)}
    if not known.keys() >= set(wanted):
        known = columns_of(audience)
    return [known[key] for key in wanted if key in known][:MAX_COLUMNS]


def language(code: str) -> str:
    name = LANG_INFO.get(code, {}).get("name", "")
    return _(name).capitalize() if name else code


def country(code: str) -> str:
    return str(COUNTRIES.get(code, code))


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y")


def stars(rating: int) -> str:
    return "★" * rating or "–"


def yes(value: bool) -> str:
    return _("Yes") if value else ""


def iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


@provides
def own_columns(audience: Audience) -> Iterable[Column]:
    narrow, end = "d-none d-md-table-cell", "d-none d-md-table-cell text-end muted num"
    return [
        Column("status", gettext_lazy("Status"), "status", css=""),
        Column("tags", gettext_lazy("Tags"), "tag_ids", css=narrow),
        Column("country", gettext_lazy("Country"), "country", country),
        Column("language", gettext_lazy("Language"), "language", language),
        Column("rating", gettext_lazy("Rating"), "rating", stars, css=f"{WIDE} num"),
        Column("vip", gettext_lazy("VIP"), "vip", yes),
        Column("source", gettext_lazy("Source"), "source__label"),
        Column("region", gettext_lazy("Region"), "region"),
        Column("time_zone", gettext_lazy("Time zone"), "time_zone"),
        Column(
            *("status_at", gettext_lazy("Status since"), "status_at", moment, iso),
            css=f"{WIDE} num",
        ),
        Column(
            *("changed_at", gettext_lazy("Changed"), "changed_at", moment, iso),
            css=f"{WIDE} num",
        ),
        Column(
            *("created_at", gettext_lazy("Added"), "created_at", moment, iso),
            order="-created_at",
            css=end,
        ),
    ]


@provides
def columns_of_fields(audience: Audience) -> Iterable[Column]:
    fields = audience.fields.present().exclude(tag="EMAIL").in_order()
    return [column_of(field) for field in fields]


def column_of(field: Field) -> Column:
    def text(value: Any) -> str:
        return values.in_words(field.type, value, field.format)

    def export(value: Any) -> str:
        return values.as_text(field.type, value)

    if field.column:
        return Column(field.column, field.label, field.column, text, export)
    return Column(field.key, field.label, "fields", text, export)
