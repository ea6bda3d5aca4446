"""Giving and taking a preference: the chosen contacts of a list, or all that match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences import jobs
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from preferences import choosing
from preferences.forms import PickForm
from preferences.models import State

if TYPE_CHECKING:
    from audiences.models import ActionChunk, Audience
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet
    from preferences.models import Preference


class PreferenceVerb(BulkVerb):
    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> PickForm:
        return PickForm(data, audience=audience)

    def params(self, form: PickForm) -> dict[str, Any]:
        return params_of(form.picked)


def params_of(preference: Preference) -> dict[str, Any]:
    """What jobs and actions keep of it."""
    return {"preference": preference.pk, "preference_name": preference.name}


@register
class Give(PreferenceVerb):
    kind, slug, order = "preferences.give", "prefer", 50
    label, icon = gettext_lazy("Give a preference…"), "heart-plus"
    submit = gettext_lazy("Give the preference")

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Give a preference to all contacts that match")
        return ngettext(
            "Give a preference to %(n)s contact",
            "Give a preference to %(n)s contacts",
            number,
        )

    def doing(self, params: Params) -> str:
        return _("Giving the preference “%(preference_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        preference = present_preference(cause.audience, params)
        given = choosing.give(contacts, preference, cause)

        def why_left(left: ContactQuerySet) -> dict[str, int]:
            out = choosing.in_state(left, preference, State.UNSUBSCRIBED).count()
            return {"same": left.count() - out, "unsubscribed": out}

        return Done(given, why_left=why_left)

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        preference = present_preference(cause.audience, params)
        if chunk.at is None:
            return 0
        return len(choosing.take_back(contacts, preference, chunk.at, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "“%(preference_name)s” given to %(n)s contact",
            "“%(preference_name)s” given to %(n)s contacts",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s had it already", "%(n)s had it already", n)
        if reason == "unsubscribed":
            return ngettext(
                "%(n)s unsubscribed from it and stays so",
                "%(n)s unsubscribed from it and stay so",
                n,
            )
        return super().left_text(reason, n, params)


@register
class Take(PreferenceVerb):
    kind, slug, order = "preferences.take", "unprefer", 51
    label, icon = gettext_lazy("Take a preference away…"), "heart-minus"
    submit = gettext_lazy("Take it away")

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Take a preference from all contacts that match")
        return ngettext(
            "Take a preference from %(n)s contact",
            "Take a preference from %(n)s contacts",
            number,
        )

    def doing(self, params: Params) -> str:
        return _("Taking the preference “%(preference_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        preference = present_preference(cause.audience, params)
        return Done(choosing.take(contacts, preference, cause))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        """Only to those who have chosen nothing since."""
        preference = present_preference(cause.audience, params)
        return len(choosing.give(contacts, preference, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "“%(preference_name)s” taken from %(n)s contact",
            "“%(preference_name)s” taken from %(n)s contacts",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s did not have it", "%(n)s did not have it", n)
        return super().left_text(reason, n, params)


def present_preference(audience: Audience, params: Params) -> Preference:
    """The one that a job or an action is about; a `JobError` when it was deleted."""
    preferences = audience.preferences.present()
    preference = preferences.filter(pk=params["preference"]).first()
    if preference is None:
        raise jobs.JobError(
            _("The preference “%s” was deleted meanwhile.") % params["preference_name"]
        )
    return preference
