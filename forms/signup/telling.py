"""How it is told on the page of a contact that they filled in a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contacts.happenings import Kind, Names, Said, kinds, looks_up, tells
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

kinds["forms"] = Kind(gettext_lazy("Forms"))
WAYS = {
    "page": lambda: _("on its own page"),
    "embed": lambda: _("in a page of another site"),
    "popup": lambda: _("in a pop-up"),
}


@looks_up("form", "form")
def read_forms(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.signupforms.filter(pk__in=ids).values_list("pk", "name"))


def _details(said: Said, names: Names) -> list[tuple[str, str]]:
    details = [(_("Version"), str(said.get("form_version", "")))]
    way = WAYS.get(said.get("way", ""))
    return [*details, (_("Where"), way())] if way else details


def _name(said: Said, names: Names) -> str:
    gone = pgettext("a form", "one of the past")
    return str(names.get("form", said.get("form"), gone))


@tells(
    Own.FORM_SUBMITTED,
    kind="forms",
    icon="clipboard-check",
    label=gettext_lazy("Forms sent"),
    details=_details,
)
def submitted(said: Said, names: Names) -> str:
    return _("The form “%s” was sent with this address") % _name(said, names)


@tells(
    Own.FORM_CONFIRMED,
    kind="forms",
    icon="mail-check",
    label=gettext_lazy("Sign-ups confirmed"),
    details=_details,
)
def confirmed(said: Said, names: Names) -> str:
    return _("Confirmed the sign-up by the form “%s”") % _name(said, names)
