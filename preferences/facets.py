"""Lists of contacts narrowed by the state of a preference: `12-unsubscribed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.facets import Facet, Pair, cleaned_id, register
from preferences.choosing import NONE, in_state
from preferences.models import State

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet
    from preferences.models import Preference

NEVER = "none"  # how a URL calls the state of who never chose
STATES = {**{state.value: state.value for state in State}, NEVER: NONE}


class PreferenceFacet(Facet):
    name, label = "preference", gettext_lazy("Preference")
    any_of_them = gettext_lazy("Any preference")

    def clean(self, text: str) -> str:
        pk, _dash, state = text.partition("-")
        pk = cleaned_id(pk)
        return f"{pk}-{state}" if pk and state in STATES else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        preference = self._named(audience, value)
        if preference is None:
            return contacts.none()
        return in_state(contacts, preference, STATES[value.partition("-")[2]])

    def words(self, audience: Audience, value: str) -> str:
        preference = self._named(audience, value)
        if preference is None:
            return _("one that is no longer there")
        return self._said(preference, value.partition("-")[2])

    def offers(self, audience: Audience) -> list[Pair]:
        return [
            (f"{one.pk}-{state}", self._said(one, state))
            for one in audience.preferences.present().in_order()
            for state in STATES
        ]

    def _said(self, preference: Preference, state: str) -> str:
        label = _("Not subscribed") if state == NEVER else State(state).label
        return f"{preference.name}: {str(label).lower()}"

    def _named(self, audience: Audience, value: str) -> Preference | None:
        pk = int(value.partition("-")[0])
        return audience.preferences.present().filter(pk=pk).first()


register(PreferenceFacet())
