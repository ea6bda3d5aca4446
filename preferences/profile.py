"""What one person chose of each preference, as their page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts.facts import language_in_words
from contacts.history import HOWS
from preferences.choosing import NONE
from preferences.models import Choice, State

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from contacts.models import Contact
    from preferences.models import Preference


@dataclass(frozen=True, slots=True)
class Row:
    preference: Preference
    choice: Choice | None  # None for who never chose, or has it no more

    @property
    def state(self) -> str:
        return self.choice.state if self.choice else NONE

    @property
    def label(self) -> str | Promise:
        return dict(states())[self.state]

    @property
    def how(self) -> str:
        words = HOWS.get(self.choice.how) if self.choice else None
        return words() if words else ""

    @property
    def by(self) -> str:
        actor = self.choice.actor if self.choice else None
        return (actor.name or actor.email) if actor else ""

    @property
    def language(self) -> str:
        return language_in_words(self.choice.language) if self.choice else ""


@dataclass(frozen=True, slots=True)
class Category:
    title: str
    rows: list[Row]


def states() -> list[tuple[str, str | Promise]]:
    """The three states and what they are called, in the order in which they stand."""
    return [
        (State.SUBSCRIBED.value, State.SUBSCRIBED.label),
        (NONE, _("Not subscribed")),
        (State.UNSUBSCRIBED.value, State.UNSUBSCRIBED.label),
    ]


def chosen_by(contact: Contact) -> list[Category]:
    """Every preference that is offered, and others of which something was chosen."""
    chosen = Choice.objects.filter(audience=contact.audience_id, contact=contact.pk)
    choices = {
        choice.preference_id: choice
        for choice in chosen.select_related("actor", "source")
    }
    rows = [
        Row(preference, choices.get(preference.pk))
        for preference in contact.audience.preferences.present().in_order()
        if preference.archived_at is None or preference.pk in choices
    ]
    by_category = groupby(rows, key=lambda row: row.preference.category.lower())
    listed = [list(some) for _title, some in by_category]
    return [Category(some[0].preference.category, some) for some in listed]


def state_of(contact: Contact, preference: Preference) -> str:
    chosen = Choice.objects.filter(audience=contact.audience_id, contact=contact.pk)
    choice = chosen.filter(preference=preference.pk).first()
    return choice.state if choice else NONE
