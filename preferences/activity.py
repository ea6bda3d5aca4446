"""How what people chose is told on their page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Kind, Names, Said, kinds, looks_up, tells
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

kinds["preferences"] = Kind(gettext_lazy("Preferences"))


@looks_up("preference", "preference")
def read_preferences(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.preferences.filter(pk__in=ids).values_list("pk", "name"))


def _wording(said: Said, names: Names) -> list[tuple[str, str]]:
    return [(_("Wording"), said["wording"])] if said.get("wording") else []


@tells(
    Own.PREFERENCE_GAINED,
    kind="preferences",
    icon="heart-plus",
    label=gettext_lazy("Preferences gained"),
    details=_wording,
)
def gained(said: Said, names: Names) -> str:
    preference = _preference(names, said)
    if said.get("how") == "undo":
        return _("Subscribed to “%s” again by undo") % preference
    if said.get("how") == "preference_merged":
        return _("Subscribed to “%s”, into which another was merged") % preference
    return _("Subscribed to “%s”") % preference


@tells(
    Own.PREFERENCE_LOST,
    kind="preferences",
    icon="heart-minus",
    label=gettext_lazy("Preferences lost"),
    details=_wording,
)
def lost(said: Said, names: Names) -> str:
    preference = _preference(names, said)
    if said.get("state") == "unsubscribed":
        return _("Unsubscribed from “%s”") % preference
    if said.get("how") == "undo":
        return _("Preference “%s” taken back by undo") % preference
    if said.get("how") == "preference_deleted":
        return _("Preference “%s” was deleted") % preference
    if said.get("how") == "preference_merged":
        return _("Preference “%s” was merged into another") % preference
    return _("Preference “%s” taken away") % preference


@tells(
    Own.PREFERENCE_CHANGED,
    kind="preferences",
    icon="heart-off",
    label=gettext_lazy("Preferences declined"),
    details=_wording,
)
def changed(said: Said, names: Names) -> str:
    preference = _preference(names, said)
    if said.get("state") == "unsubscribed":
        return _("Unsubscribed from “%s”") % preference
    if said.get("how") == "preference_deleted":
        return _("Preference “%s” was deleted") % preference
    if said.get("how") == "preference_merged":
        return _("Preference “%s” was merged into another") % preference
    return _("No longer unsubscribed from “%s”") % preference


def _preference(names: Names, said: Said) -> str:
    gone = _("a preference of the past")
    return str(names.get("preference", said["preference"], gone))
