"""What is known of a contact, in words, and by which name each of it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audiences.countries import COUNTRIES
from audiences.locales import language_choices
from contacts.models import Contact, Field
from contacts.values import phones

if TYPE_CHECKING:
    from django.utils.functional import Promise

PLACE = ("country", "region")


@dataclass(frozen=True, slots=True)
class Fact:
    name: str  # by which it is changed; empty for what nobody changes
    label: str | Promise
    value: str
    url: str = ""  # what the value leads to


def own_facts() -> dict[str, str]:
    """The facts of every contact that are no fields of an audience, with labels."""
    return {
        "language": _("Language"),
        "place": _("Location"),
        "time_zone": _("Time zone"),
    }


def fields_of(contact: Contact) -> list[Fact]:
    fields = contact.audience.fields.present().in_order()
    return [_field(contact, field) for field in fields]


def facts_of(contact: Contact) -> list[Fact]:
    known = [
        Fact(name, label, own_value(contact, name))
        for name, label in own_facts().items()
    ]
    fixed = [
        Fact("", _("Source"), str(contact.source or "")),
        Fact("", _("Added"), formats.date_format(contact.created_at, "j F Y")),
        Fact("", _("Changed"), formats.date_format(contact.changed_at, "j F Y")),
    ]
    return [*known, *(fact for fact in fixed if fact.value)]


def number_of(contact: Contact) -> Fact:
    """Where SMS reach them."""
    number = contact.sms_phone
    label = capfirst(_("SMS number"))
    return Fact("sms_phone", label, number and phones.in_words(number))


def fact_named(contact: Contact, name: str) -> Fact | None:
    """The fact that is changed by this name, or None."""
    every = [*fields_of(contact), *facts_of(contact), number_of(contact)]
    return next((fact for fact in every if name and fact.name == name), None)


def own_value(contact: Contact, name: str) -> str:
    match name:
        case "language":
            return language_in_words(contact.language)
        case "time_zone":
            return contact.time_zone.replace("_", " ")
    return place_in_words(contact)


def language_in_words(code: str) -> str:
    return str(dict(language_choices()).get(code, code))


def country_in_words(code: str) -> str:
    return str(COUNTRIES.get(code, code))


def place_in_words(contact: Contact) -> str:
    country = country_in_words(contact.country)
    return ", ".join(part for part in (contact.region, country) if part)


def _field(contact: Contact, field: Field) -> Fact:
    text = field.in_words(field.value_of(contact))
    links = field.type in {Field.Type.URL, Field.Type.IMAGE_URL}
    safe = text.startswith(("https://", "http://"))
    url = text if links and safe else ""
    return Fact(field.column or field.key, field.label, text, url)
