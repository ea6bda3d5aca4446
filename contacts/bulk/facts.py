from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences.countries import COUNTRIES
from contacts import setting
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.forms.bulk import CountryForm, LanguageForm

if TYPE_CHECKING:
    from audiences.models import ActionChunk, Audience
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet


class FactVerb(BulkVerb):
    """Sets one column to one value, and puts back what was there."""

    column = ""

    def value(self, params: Params) -> Any:
        return params["value"]

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        value = self.value(params)
        changed = setting.set_fact(contacts, self.column, value, cause)
        return Done(
            [row.id for row in changed], {row.id: row.before for row in changed}
        )

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        value, before = self.value(params), chunk.before or {}
        return len(setting.restore_fact(contacts, self.column, value, before, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext("%(n)s contact changed", "%(n)s contacts changed", n)


@register
class MarkVip(FactVerb):
    kind, slug, order = "contacts.vip", "vip", 60
    label, icon = gettext_lazy("Mark as VIP"), "star"
    column, asks = "vip", False

    def value(self, params: Params) -> bool:
        return True

    def doing(self, params: Params) -> str:
        return _("Marking as VIP")

    def title(self, number: int | None) -> str:
        return _("Mark as VIP")

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact marked as VIP",
            "%(n)s contacts marked as VIP",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was VIP", "%(n)s were VIP", n)
        return super().left_text(reason, n, params)


@register
class UnmarkVip(FactVerb):
    kind, slug, order = "contacts.unvip", "unvip", 61
    label, icon = gettext_lazy("No longer VIP"), "star-off"
    column, asks = "vip", False

    def value(self, params: Params) -> bool:
        return False

    def doing(self, params: Params) -> str:
        return _("Taking the mark VIP")

    def title(self, number: int | None) -> str:
        return _("No longer VIP")

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact no longer VIP",
            "%(n)s contacts no longer VIP",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was not VIP", "%(n)s were not VIP", n)
        return super().left_text(reason, n, params)


class ChoiceVerb(FactVerb):
    submit = gettext_lazy("Set")

    def params(self, form: Any) -> dict[str, Any]:
        return {"value": form.cleaned_data["value"]}


@register
class SetLanguage(ChoiceVerb):
    kind, slug, order = "contacts.language", "language", 70
    label, icon, column = gettext_lazy("Set the language…"), "language", "language"

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> forms.Form:
        return LanguageForm(data)

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Set the language of all contacts that match")
        return ngettext(
            "Set the language of %(n)s contact",
            "Set the language of %(n)s contacts",
            number,
        )

    def doing(self, params: Params) -> str:
        code = params["value"]
        name = LANG_INFO.get(code, {}).get("name", code)
        return _("Setting the language: %s") % (_(name) if name else "—")


@register
class SetCountry(ChoiceVerb):
    kind, slug, order = "contacts.country", "country", 71
    label, icon, column = gettext_lazy("Set the country…"), "map-pin", "country"

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> forms.Form:
        return CountryForm(data)

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Set the country of all contacts that match")
        return ngettext(
            "Set the country of %(n)s contact",
            "Set the country of %(n)s contacts",
            number,
        )

    def doing(self, params: Params) -> str:
        name = COUNTRIES.get(params["value"], "—")
        return _("Setting the country: %s") % name
