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

from audiences.countries import COUNTRIES, country_choices
from contacts import values
from contacts.models import Contact
from contacts.querysets import orders
from contacts.querysets.orders import Order

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
    # What is read of the contact, or of other tables (`querysets.reading`);
    # "fields" for own fields.
    reads: str
    text: Callable[[Any], str] = str  # in words, in the language of the moment
    export: Callable[[Any], str] = str  # the same in every language
    order: Order | None = None  # what the list is then sorted by, when it can be
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

BY_STATUS = orders.statuses(Contact.Status.values)

_providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


def columns_of(audience: Audience) -> dict[str, Column]:
    """Every column there is in this audience, by its key, in the usual order."""
    found = (column for provider in _providers for column in provider(audience))
    return {column.key: column for column in found}


def some_of(audience: Audience, keys: Iterable[str]) -> dict[str, Column]:
    """By key, at least those of these keys that are still there.

    The fields are asked for only where a key is none of the others.
    """
    known = {column.key: column for column in (EMAIL, *own_columns(audience))}
    return known if known.keys() >= set(keys) else known | columns_of(audience)


def chosen_of(audience: Audience, keys: Sequence[str] | None) -> list[Column]:
    """The columns of these keys that are still there; the standard ones for none."""
    return chosen(some_of(audience, STANDARD if keys is None else keys), keys)


def chosen(known: Mapping[str, Column], keys: Sequence[str] | None) -> list[Column]:
    wanted = STANDARD if keys is None else dict.fromkeys(keys)
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


def countries() -> list[str]:
    """The codes in the order of the names in the language of the moment."""
    return [code for code, _name in country_choices()]


def languages() -> list[str]:
    return sorted(LANG_INFO, key=lambda code: language(code).casefold())


EMAIL = Column("email", gettext_lazy("Email"), "email", order=orders.EMAIL, css="")


@provides
def own_columns(audience: Audience) -> Iterable[Column]:
    narrow, end = "d-none d-md-table-cell", "d-none d-md-table-cell text-end muted num"
    figures = f"{WIDE} num"
    return [
        Column("status", gettext_lazy("Status"), "status", order=BY_STATUS, css=""),
        Column("tags", gettext_lazy("Tags"), "tag_ids", css=narrow),
        Column(
            *("country", gettext_lazy("Country"), "country", country),
            order=orders.ranks("country", countries),
        ),
        Column(
            *("language", gettext_lazy("Language"), "language", language),
            order=orders.ranks("language", languages),
        ),
        Column(
            *("rating", gettext_lazy("Rating"), "rating", stars),
            order=orders.amounts("rating"),
            css=figures,
        ),
        Column("vip", gettext_lazy("VIP"), "vip", yes, order=orders.amounts("vip")),
        Column(
            *("source", gettext_lazy("Source"), "source__label"),
            order=orders.texts("source__label"),
        ),
        Column(
            *("region", gettext_lazy("Region"), "region"),
            order=orders.texts("region"),
        ),
        Column(
            *("time_zone", gettext_lazy("Time zone"), "time_zone"),
            order=orders.codes("time_zone"),
        ),
        Column(
            *("status_at", gettext_lazy("Status since"), "status_at", moment, iso),
            order=orders.moments("status_at"),
            css=figures,
        ),
        Column(
            *("changed_at", gettext_lazy("Changed"), "changed_at", moment, iso),
            order=orders.moments("changed_at"),
            css=figures,
        ),
        Column(
            *("created_at", gettext_lazy("Added"), "created_at", moment, iso),
            order=orders.ADDED,
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

    order = order_of(field)
    if field.column:
        return Column(field.column, field.label, field.column, text, export, order)
    return Column(field.key, field.label, "fields", text, export, order)


def order_of(field: Field) -> Order | None:
    """Addresses and pictures have none: nobody would know which part of them counts."""
    name = field.column or f"fields__{field.key}"
    match field.type:
        case "address" | "imageurl":
            return None
        case "number":
            return orders.numbers(name)
        case "date" | "birthday" | "phone":
            return orders.codes(name)
        case "radio" | "dropdown":
            return orders.ranks(name, lambda: field.choices)
    return orders.texts(name)
