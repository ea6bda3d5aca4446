"""A mapping in words: what of a call means what, and what is missing yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts.hooks import paths

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.hooks.mapping import Mapping as Meant
    from contacts.models import Field


@dataclass(frozen=True, slots=True)
class Line:
    """One value that means something: `role` and `what` are as the mapping has them."""

    role: str
    path: str
    label: str
    what: str = ""

    @property
    def words(self) -> str:
        return paths.in_words(self.path)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a value can be, with the name of its icon."""

    role: str
    label: str
    icon: str


def choices() -> list[Choice]:
    """What one click makes of a value."""
    return [
        Choice("email", _("Email address"), "mail"),
        Choice("name", _("Event name"), "bolt"),
        Choice("at", _("Time"), "clock"),
        Choice("id", _("Id"), "fingerprint"),
        Choice("tag", _("Tag"), "tag"),
    ]


def lines_of(mapping: Meant, fields: Mapping[int, Field]) -> list[Line]:
    """All that is chosen, but for what is the same of every call."""
    return list(_lines(mapping, fields))


def _lines(mapping: Meant, fields: Mapping[int, Field]) -> Iterator[Line]:
    for choice in choices():
        if choice.role != "tag" and (path := getattr(mapping, choice.role)):
            yield Line(choice.role, path, choice.label)
    for name, path in mapping.properties:
        yield Line("property", path, _("Property %s") % name, name)
    for pk, path in mapping.fields:
        if pk in fields:
            yield Line("field", path, fields[pk].label, str(pk))
    for path in mapping.tags:
        yield Line("tag", path, _("Tag"))


def missing(mapping: Meant) -> list[str]:
    """What is needed before anything can be made of a call."""
    said = []
    if not mapping.email:
        said.append(_("Choose which value is the email address."))
    if not (mapping.has_event or mapping.has_person):
        said.append(_("Say what the event is called, or set a field or a tag."))
    return said


def fields_of(audience: Audience) -> dict[int, Field]:
    """The fields that a value can be put into."""
    fields = audience.fields.present().in_order()
    return {each.pk: each for each in fields if not each.is_email}


def tag_names(audience: Audience, mapping: Meant) -> Sequence[str]:
    tags = audience.tags.present().filter(pk__in=mapping.tag_ids).in_order()
    return list(tags.values_list("name", flat=True)) if mapping.tag_ids else []
