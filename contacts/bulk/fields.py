from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences import jobs
from contacts import setting
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.forms.setting import FieldSetForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from audiences.models import ActionChunk, Audience
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.models import Field
    from contacts.querysets import ContactQuerySet

MAX_SAID = 80  # letters of a value in the name of the job


@register
class SetField(BulkVerb):
    """Sets one field of the audience to one value, or takes its value away."""

    kind, slug, order = "contacts.field", "field", 65
    label, icon = gettext_lazy("Set a field…"), "forms"
    submit = gettext_lazy("Set the field")
    body = "contacts/bulk/field.html"

    def is_said(self, data: QueryDict) -> bool:
        """Also when a field was picked, its inputs have to be shown first."""
        shown = data.get("shown", "") == data.get("field", "")
        return shown and super().is_said(data)

    def ask(
        self, audience: Audience, selection: Selection, data: QueryDict
    ) -> FieldSetForm:
        return FieldSetForm(None, audience=audience, picked=data.get("field", ""))

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> FieldSetForm:
        return FieldSetForm(data, audience=audience)

    def params(self, form: FieldSetForm) -> dict[str, Any]:
        field, value = form.field, form.cleaned_data["value"]
        if field is None:
            return {}
        return {
            "field": field.pk,
            "field_name": field.label,
            "type": field.type,
            "choices": field.choices,
            "value": value,
            "said": Truncator(field.in_words(value)).chars(MAX_SAID),
        }

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Set a field of all contacts that match")
        return ngettext(
            "Set a field of %(n)s contact", "Set a field of %(n)s contacts", number
        )

    def doing(self, params: Params) -> str:
        if params["value"] is None:
            return _("Emptying “%(field_name)s”") % params
        return _("Setting “%(field_name)s” to “%(said)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        field = present_field(cause.audience, params)
        if not takes(field, params["value"]):
            raise jobs.JobError(
                _("The field “%s” does not take this value any more.") % field
            )
        changed = setting.set_field(contacts, field, params["value"], cause)
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
        field = present_field(cause.audience, params)
        before = restorable(field, params, chunk.before or {})
        own = contacts.filter(pk__in=list(before))
        value = params["value"]
        return len(setting.restore_field(own, field, value, before, cause))

    def done_text(self, n: int, params: Params) -> str:
        if params["value"] is None:
            return ngettext(
                "“%(field_name)s” emptied for %(n)s contact",
                "“%(field_name)s” emptied for %(n)s contacts",
                n,
            )
        return ngettext(
            "“%(field_name)s” set for %(n)s contact",
            "“%(field_name)s” set for %(n)s contacts",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same" and params["value"] is None:
            return ngettext("%(n)s had no value", "%(n)s had no value", n)
        return super().left_text(reason, n, params)


def present_field(audience: Audience, params: Params) -> Field:
    """The field that a job or an action is about; a `JobError` when that is another."""
    field = audience.fields.present().filter(pk=params["field"]).first()
    name = params["field_name"]
    if field is None:
        raise jobs.JobError(_("The field “%s” was deleted meanwhile.") % name)
    if field.type != params["type"]:
        raise jobs.JobError(_("The field “%s” has another type now.") % name)
    return field


def takes(field: Field, value: Any) -> bool:
    """Whether the field may still be set to the value that was read for it."""
    if value is None:
        return not field.required
    return not field.has_choices or value in field.choices


def restorable(
    field: Field, params: Params, before: Mapping[str, Any]
) -> dict[str, Any]:
    """Those of the earlier values, by id, that are no choices taken away since."""
    gone = set(params["choices"]).difference(field.choices)
    if not gone:
        return dict(before)
    return {pk: value for pk, value in before.items() if value not in gone}
