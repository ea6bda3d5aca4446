"""What a message has to know of those who receive it, for many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils import translation

from delivery.language import Facts, Needs
from segments.binding import bound_of, who

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact, Field


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
            words=_words(fields, contact, contact.language or audience.language),
            plain=_plain(fields, contact),
            groups=needs.groups.intersection(contact.group_ids),
            segments=inside.get(contact.pk, frozenset()),
        )
        for contact in contacts
    ]


def _words(
    fields: Sequence[Field], contact: Contact, language: str
) -> Mapping[str, str]:
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
