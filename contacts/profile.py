"""All that is shown of one contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _

from audiences.countries import COUNTRIES
from audiences.locales import language_choices
from contacts.activity import Feed, feed
from contacts.filters import ARCHIVED
from contacts.models import Consent, Contact, Field, Tag
from contacts.rows import status_labels

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Fact:
    label: str | Promise
    value: str
    url: str = ""  # what the value leads to


@dataclass(frozen=True, slots=True)
class Profile:
    contact: Contact
    tags: list[Tag]
    fields: list[Fact]
    facts: list[Fact]
    consents: list[Consent]
    feed: Feed

    @property
    def name(self) -> str:
        """The person's name, or the address where there is none."""
        return str(self.contact)

    @property
    def status(self) -> str:
        return ARCHIVED if self.contact.archived_at else self.contact.status

    @property
    def status_label(self) -> str:
        return status_labels()[self.status]

    @property
    def status_beneath(self) -> str:
        """Of an archived contact, the status that it keeps."""
        return status_labels()[self.contact.status] if self.contact.archived_at else ""

    @property
    def may_subscribe(self) -> bool:
        """Whether staff may subscribe them: only who never opted out."""
        return self.status in {"nonsubscribed", "pending"}

    @property
    def may_unsubscribe(self) -> bool:
        return self.status in {"subscribed", "nonsubscribed", "pending"}


def profile_of(contact: Contact, before: str = "") -> Profile:
    audience = contact.audience
    tags = audience.tags.present().filter(pk__in=contact.tag_ids)
    fields = audience.fields.present().in_order()
    consents = contact.consents.select_related("actor", "source").order_by("-at", "-pk")
    return Profile(
        contact=contact,
        tags=list(tags.in_order()),
        fields=[_field(contact, field) for field in fields],
        facts=_facts(contact),
        consents=list(consents[:50]),
        feed=feed(contact, before),
    )


def value_of(contact: Contact, field: Field) -> Any:
    """What the contact has in a field of its audience; None for nothing."""
    if field.column:
        name = "email_display" if field.column == "email" else field.column
        return getattr(contact, name) or None
    return contact.fields.get(field.key)


def _field(contact: Contact, field: Field) -> Fact:
    value = value_of(contact, field)
    if value is None or value == "":
        return Fact(field.label, "")
    text = READERS.get(field.type, str)(value)
    links = field.type in {Field.Type.URL, Field.Type.IMAGE_URL}
    safe = text.startswith(("https://", "http://"))
    return Fact(field.label, text, url=text if links and safe else "")


def _facts(contact: Contact) -> list[Fact]:
    language = dict(language_choices()).get(contact.language, contact.language)
    country = str(COUNTRIES.get(contact.country, contact.country))
    place = ", ".join(part for part in (contact.region, country) if part)
    source = str(contact.source or "")
    facts = [
        Fact(_("Source"), source),
        Fact(_("Language"), language),
        Fact(_("Location"), place),
        Fact(_("Time zone"), contact.time_zone.replace("_", " ")),
        Fact(_("Added"), formats.date_format(contact.created_at, "j F Y")),
        Fact(_("Changed"), formats.date_format(contact.changed_at, "j F Y")),
    ]
    return [fact for fact in facts if fact.value]


def _address(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    town = " ".join(filter(None, [value.get("zip"), value.get("city")]))
    code = value.get("country") or ""
    country = str(COUNTRIES.get(code, code))
    parts = [value.get("addr1"), value.get("addr2"), town, value.get("state"), country]
    return ", ".join(part for part in parts if part)


def _date(value: Any) -> str:
    try:
        return formats.date_format(date.fromisoformat(str(value)), "j F Y")
    except ValueError:
        return str(value)


def _birthday(value: Any) -> str:
    month, _dash, day = str(value).partition("-")
    try:
        return f"{int(day)} {formats.date_format(date(2000, int(month), 1), 'F')}"
    except ValueError:
        return str(value)


def _number(value: Any) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


READERS: dict[str, Callable[[Any], str]] = {
    Field.Type.ADDRESS: _address,
    Field.Type.DATE: _date,
    Field.Type.BIRTHDAY: _birthday,
    Field.Type.NUMBER: _number,
}
