"""What a message has to know of those who receive it, for many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext_lazy

from delivery.footers import CENTRE, WAY_OUT
from delivery.language import Facts, Needs
from segments.binding import bound_of, who

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact, Field

# What we say ourselves in a message, under the names that only our own texts use.
SAID = {
    CENTRE: pgettext_lazy("by the reader", "Choose what I receive"),
    WAY_OUT: pgettext_lazy("by the reader", "Unsubscribe"),
}


def facts_of(
    audience: Audience, contacts: Sequence[Contact], needs: Needs
) -> list[Facts]:
    """Of each of these contacts, in their order: as many queries for one as for all.

    Dates and numbers are written in the contact's language, or else the audience's.
    """
    fields = list(audience.fields.present().filter(tag__in=needs.values))
    inside = _inside(audience, contacts, needs)
    return [
        Facts(
            words=_words(fields, contact, contact.language or audience.language)
            | _said(needs, spoken_to(contact, audience)),
            plain=_plain(fields, contact),
            groups=needs.groups.intersection(contact.group_ids),
            segments=inside.get(contact.pk, frozenset()),
        )
        for contact in contacts
    ]


def spoken_to(contact: Contact | None, audience: Audience) -> str:
    """The language in which we speak to them: theirs, or else the audience's."""
    for language in (contact.language if contact else "", audience.language):
        code = language.partition("-")[0].partition("_")[0].lower()
        if code in dict(settings.LANGUAGES):
            return code
    return settings.LANGUAGE_CODE


def says(name: str, language: str) -> str:
    with translation.override(language):
        return str(SAID[name])


def _said(needs: Needs, language: str) -> dict[str, str]:
    return {name: says(name, language) for name in SAID if name in needs.values}


def _words(fields: Sequence[Field], contact: Contact, language: str) -> dict[str, str]:
    with translation.override(language):
        return {field.tag: field.in_words(field.value_of(contact)) for field in fields}


def _plain(fields: Sequence[Field], contact: Contact) -> Mapping[str, str]:
    values = ((field, field.value_of(contact)) for field in fields)
    return {
        field.tag: field.as_text(value) for field, value in values if value is not None
    }


def _inside(
    audience: Audience, contacts: Sequence[Contact], needs: Needs
) -> Mapping[int, frozenset[int]]:
    """In which of the segments that are needed each contact is: a query for each."""
    among = audience.contacts.filter(pk__in=[contact.pk for contact in contacts])
    found: dict[int, set[int]] = {}
    for segment in audience.segments.filter(pk__in=needs.segments).order_by("pk"):
        segment.audience = audience
        matching = among.filter(who(audience, bound_of(segment)))
        for pk in matching.values_list("pk", flat=True):
            found.setdefault(pk, set()).add(segment.pk)
    return {pk: frozenset(segments) for pk, segments in found.items()}
