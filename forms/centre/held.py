"""What somebody has of everything that their page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from contacts import refusals
from contacts.models import Contact, GroupCategory
from delivery import frequency
from forms.models import Centre, Section
from preferences.choosing import NONE
from preferences.models import Choice

if TYPE_CHECKING:
    from collections.abc import Collection

    from audiences.models import Audience
    from contacts.models import Field
    from preferences.models import Preference


@dataclass(frozen=True, slots=True)
class Held:
    """A contact as they are now. `is_fresh`: told in full what is on file."""

    contact: Contact
    centre: Centre
    is_fresh: bool
    fields: list[Field] = field(default_factory=list)
    categories: list[GroupCategory] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)  # by preference
    days: int = 0
    refuses: frozenset[str] = frozenset()  # channels

    @property
    def audience(self) -> Audience:
        return self.contact.audience

    def shows(self, section: str) -> bool:
        return section not in self.centre.hidden

    def state_of(self, preference: Preference) -> str:
        return self.states.get(preference.pk, NONE)

    def by_category(self) -> list[tuple[str, list[Preference]]]:
        """The preferences, with the title of their category; empty for none."""
        grouped = groupby(self.preferences, key=lambda one: one.category.lower())
        listed = [list(some) for _title, some in grouped]
        return [(some[0].category, some) for some in listed]


def centre_of(audience: Audience) -> Centre:
    """That of the audience; where it has none, an unsaved one that hides nothing."""
    return audience.centres.first() or Centre(audience=audience)


def held_by(contact: Contact, *, is_fresh: bool) -> Held:
    """Of whoever has no row yet, as a preview of a new one, nothing is known."""
    audience, centre = contact.audience, centre_of(contact.audience)
    shown = [one for one in Section.values if one not in centre.hidden]
    return Held(
        contact,
        centre,
        is_fresh,
        fields=_fields(audience) if Section.PROFILE in shown else [],
        categories=_categories(audience) if Section.GROUPS in shown else [],
        preferences=_preferences(audience) if Section.PREFERENCES in shown else [],
        states=_states(contact) if contact.pk else {},
        days=frequency.frequency_of(contact) if contact.pk else 0,
        refuses=_refused(contact, refusals.CHANNELS) if contact.pk else frozenset(),
    )


def _fields(audience: Audience) -> list[Field]:
    fields = audience.fields.present().in_order().filter(public=True)
    return [one for one in fields if not one.is_email]


def _categories(audience: Audience) -> list[GroupCategory]:
    listed = audience.group_categories.listed()
    hidden = GroupCategory.Kind.HIDDEN
    return [one for one in listed if one.kind != hidden and one.listed_groups]


def _preferences(audience: Audience) -> list[Preference]:
    return list(audience.preferences.offered().in_order().filter(is_public=True))


def _states(contact: Contact) -> dict[int, str]:
    chosen = Choice.objects.filter(audience=contact.audience_id, contact=contact.pk)
    return dict(chosen.values_list("preference_id", "state"))


def _refused(contact: Contact, channels: Collection[str]) -> frozenset[str]:
    return frozenset(
        one for one in channels if refusals.refusal_of(contact, one) is not None
    )
