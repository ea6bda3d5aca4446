"""What people chose to receive: each preference is in one of three states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.controls import Choice as Choosing
from conditions.matching import Members
from conditions.subjects import Operator, Section, Subject, provides
from contacts.conditions.ways import BELONGING, quoted
from events.names import Own
from preferences.models import Choice, State

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

PREFERENCES = Section(BELONGING.place, gettext_lazy("Preferences"))  # behind those
CHOOSING = frozenset(
    {
        *(Own.PREFERENCE_GAINED, Own.PREFERENCE_LOST, Own.PREFERENCE_CHANGED),
        Own.CONTACT_MERGED,
    }
)


@provides
def of_preferences(audience: Audience) -> Iterable[Subject]:
    yield Preferences(audience)


class Preferences(Subject):
    """Of the three states, everybody is in one: who never chose is not subscribed."""

    key, label = "preference", gettext_lazy("Preference")
    section = PREFERENCES

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        preferences = self.audience.preferences.present().in_order()
        return dict(preferences.values_list("pk", "name"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This preference is no longer there.")
        one = Choosing(lambda: self.names, gone)
        return (
            Operator("subscribed", gettext_lazy("subscribed to"), one),
            Operator("not_subscribed", gettext_lazy("not subscribed to"), one),
            Operator("unsubscribed", gettext_lazy("unsubscribed from"), one),
        )

    def matching(self, op: str, value: int, at: At) -> Members:
        rows = Choice.objects.filter(audience=self.audience.pk, preference=value)
        if op == "not_subscribed":
            return Members(rows, complement=True)
        return Members(rows.filter(state=op))

    def clause(self, op: str, value: int) -> str:
        preference = quoted(self.names[value])
        if op == "subscribed":
            return _("who are subscribed to %s") % preference
        if op == "unsubscribed":
            return _("who unsubscribed from %s") % preference
        return _("who are not subscribed to %s and never unsubscribed") % preference

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        choices = Choice.objects.filter(audience=self.audience.pk, preference=value)
        choice = choices.filter(contact_id=contact.pk).first()
        if choice is None:
            return _("Never chosen.")
        day = date_format(choice.at.astimezone(at.zone), "j F Y")
        if choice.state == State.SUBSCRIBED:
            return _("Subscribed since %s.") % day
        return _("Unsubscribed on %s.") % day

    def listens(self, op: str, value: int) -> frozenset[int]:
        return CHOOSING
