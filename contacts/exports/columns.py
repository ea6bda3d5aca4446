"""What an export can say of a contact, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from contacts import columns, values
from contacts.models import Consent, Field

if TYPE_CHECKING:
    from audiences.models import Audience

type Value = str | int | float | date | datetime | None
type Record = Mapping[str, Any]  # a contact by the names of its columns
type Read = Callable[[Record, "Book"], Value]

PLAIN = (
    *("email_display", "first_name", "last_name", "phone", "status", "sms_phone"),
    *("sms_status", "language", "time_zone", "country", "region", "latitude"),
    *("longitude", "email_client", "rating", "signup_ip", "optin_ip"),
)
MOMENTS = (
    *("status_at", "archived_at", "created_at", "changed_at"),
    *("signup_at", "optin_at"),
)
NAMES = (
    *("pk", *PLAIN, *MOMENTS, "vip", "tag_ids", "group_ids", "fields", "source_id"),
    "public_id",
)


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    read: Read
    reads: str = "pk"  # what it reads of the contact beside `NAMES`


@dataclass(frozen=True, slots=True)
class Book:
    """What the ids in some contacts stand for, and how moments are told."""

    tags: Mapping[int, str]
    sources: Mapping[int, str]
    consents: Mapping[int, Consent]  # the last one about mail, by contact
    zone: ZoneInfo
    yes: str
    no: str

    @classmethod
    def of(cls, audience: Audience, records: Sequence[Record]) -> Book:
        """Look up what these contacts need: three queries for however many."""
        tag_ids = set(chain.from_iterable(record["tag_ids"] for record in records))
        source_ids = {record["source_id"] for record in records} - {None}
        tags = audience.tags.present().filter(pk__in=tag_ids)
        sources = audience.sources.filter(pk__in=source_ids)
        ids = [record["pk"] for record in records]
        consents = audience.consents.filter(contact_id__in=ids, channel="email")
        last = consents.order_by("contact_id", "-at", "-pk").distinct("contact_id")
        return cls(
            tags=dict(tags.values_list("pk", "name")),
            sources={source.pk: str(source) for source in sources},
            consents={consent.contact_id: consent for consent in last},
            zone=ZoneInfo(audience.time_zone),
            yes=_("yes"),
            no=_("no"),
        )

    def moment(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self.zone).replace(microsecond=0) if at else None


def columns_of(audience: Audience) -> list[Column]:
    """Every column, in the order in which they stand in a file.

    Files say more than the table, and all that further columns of the table say.
    """
    fields = audience.fields.present().filter(column="").in_order()
    own = [
        *_who(),
        *(Column(field.key, field.label, _field(field)) for field in fields),
        *_state(),
        *_groups(audience),
        *_place(),
        *_history(),
    ]
    known = {column.key for column in own}
    registered = columns.columns_of(audience).values()
    return own + [_further(each) for each in registered if each.key not in known]


def facts() -> list[Column]:
    """The columns that files have for people of any audience."""
    return [*_state(), *_place(), *_history()]


def _who() -> Iterable[Column]:
    yield Column("email", _("Email address"), _plain("email_display"))
    yield Column("first_name", _("First name"), _plain("first_name"))
    yield Column("last_name", _("Last name"), _plain("last_name"))
    yield Column("phone", _("Phone"), _plain("phone"))


def _state() -> Iterable[Column]:
    yield Column("status", _("Status"), _plain("status"))
    yield Column("status_at", _("Status since"), _moment("status_at"))
    yield Column("archived_at", _("Archived"), _moment("archived_at"))
    yield Column("tags", _("Tags"), _tags)
    yield Column("rating", _("Rating"), _plain("rating"))
    yield Column("vip", _("VIP"), lambda r, book: book.yes if r["vip"] else book.no)
    yield Column("sms_phone", _("SMS number"), _plain("sms_phone"))
    yield Column("sms_status", _("SMS status"), _plain("sms_status"))


def _groups(audience: Audience) -> Iterable[Column]:
    """A column for each category, with the names of the groups one is in."""
    groups = audience.groups.present().in_order().values_list("category", "pk", "name")
    names: dict[int, dict[int, str]] = defaultdict(dict)
    for of, pk, name in groups:
        names[of][pk] = name
    for category in audience.group_categories.present().in_order():
        yield Column(f"g{category.pk}", category.title, _named(names[category.pk]))


def _place() -> Iterable[Column]:
    yield Column("language", _("Language"), _plain("language"))
    yield Column("time_zone", _("Time zone"), _plain("time_zone"))
    yield Column("country", _("Country"), _plain("country"))
    yield Column("region", _("Region"), _plain("region"))
    yield Column("latitude", _("Latitude"), _plain("latitude"))
    yield Column("longitude", _("Longitude"), _plain("longitude"))
    yield Column("email_client", _("Email client"), _plain("email_client"))


def _history() -> Iterable[Column]:
    yield Column("source", _("Source"), lambda r, b: b.sources.get(r["source_id"]))
    yield Column("created_at", _("Added"), _moment("created_at"))
    yield Column("changed_at", _("Changed"), _moment("changed_at"))
    yield Column("signup_at", _("Signed up"), _moment("signup_at"))
    yield Column("signup_ip", _("Signed up from"), _plain("signup_ip"))
    yield Column("optin_at", _("Confirmed"), _moment("optin_at"))
    yield Column("optin_ip", _("Confirmed from"), _plain("optin_ip"))
    yield Column("consent", _("Last consent"), _consent_given)
    yield Column("consent_at", _("Last consent at"), _consent_at)
    yield Column("consent_ip", _("Last consent from"), _consent("ip"))
    yield Column("consent_wording", _("Last consent, wording"), _consent("wording"))
    yield Column("public_id", _("Contact id"), lambda r, book: str(r["public_id"]))


def _plain(name: str) -> Read:
    return lambda record, book: record[name]


def _moment(name: str) -> Read:
    return lambda record, book: book.moment(record[name])


def _tags(record: Record, book: Book) -> str:
    names = (book.tags[pk] for pk in record["tag_ids"] if pk in book.tags)
    return ", ".join(sorted(names, key=str.casefold))


def _named(names: Mapping[int, str]) -> Read:
    def read(record: Record, book: Book) -> str:
        there = record["group_ids"]
        # A comma within a name stands behind a backslash, as an import reads it.
        inside = (name.replace(",", "\\,") for pk, name in names.items() if pk in there)
        return ", ".join(inside)

    return read


def _further(column: columns.Column) -> Column:
    def read(record: Record, book: Book) -> str | None:
        value = column.value(record)
        return None if value is None else column.export(value)

    return Column(column.key, str(column.label), read, column.reads)


def _consent_given(record: Record, book: Book) -> str | None:
    consent = book.consents.get(record["pk"])
    if consent is None:
        return None
    return book.yes if consent.given else book.no


def _consent_at(record: Record, book: Book) -> datetime | None:
    consent = book.consents.get(record["pk"])
    return book.moment(consent.at) if consent else None


def _consent(name: str) -> Read:
    def read(record: Record, book: Book) -> Value:
        consent = book.consents.get(record["pk"])
        return getattr(consent, name) if consent else None

    return read


def _field(field: Field) -> Read:
    key, of_type = field.key, READERS.get(field.type)

    def read(record: Record, book: Book) -> Value:
        value = record["fields"].get(key)
        if value is None:
            return None
        return of_type(value) if of_type else values.as_text(field.type, value)

    return read


def _number(value: Any) -> int | float | None:
    return value if isinstance(value, int | float) else None


def _date(value: Any) -> Value:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return str(value)


READERS: dict[str, Callable[[Any], Value]] = {
    Field.Type.NUMBER: _number,
    Field.Type.DATE: _date,
}
