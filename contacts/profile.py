"""All that is shown of one contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def _field(contact: Contact, field: Field) -> Fact:
    text = field.in_words(field.value_of(contact))
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
