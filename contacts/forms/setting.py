"""Which field many contacts get a value in, and which value, or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.navigation import Text
from audiences.models import Audience
from contacts.forms.contacts import clean_value
from contacts.forms.inputs import address_in, inputs_of
from contacts.models import Field


class FieldSetForm(forms.Form):
    """Asks for the field, and for its value as soon as the field is picked.

    An empty value takes nothing away: that has to be ticked.
    """

    def __init__(self, data: Any, *, audience: Audience, picked: str = "") -> None:
        super().__init__(data)
        self.country = audience.country
        settable = audience.fields.deletable().in_order()
        by_pk = {str(field.pk): field for field in settable}
        self.fields["field"] = forms.ChoiceField(
            label=_("Field"),
            choices=[(pk, field.label) for pk, field in by_pk.items()],
            error_messages={"required": _("Choose a field.")},
        )
        self.initial["field"] = picked
        self.field = by_pk.get(data.get("field", "") if data else picked)
        if self.field:
            self._ask_for(self.field)

    def _ask_for(self, field: Field) -> None:
        self.fields |= inputs_of(field)
        if not field.required:
            # By the field, since a tick for one is none for the next.
            self.fields[f"clear-{field.pk}"] = forms.BooleanField(
                label=_("Take the value away instead"), required=False
            )

    @property
    def submit(self) -> Text:
        """What the button says."""
        return _("Set the field") if self.field else _("Continue")

    @property
    def picked(self) -> str:
        return str(self.field.pk) if self.field else ""

    @property
    def field_errors(self) -> list[str]:
        return [str(error) for error in self.errors.get("field", [])]

    @property
    def value_inputs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "field"]

    def clean(self) -> dict[str, Any]:
        if self.field and not self.errors:
            try:
                self.cleaned_data["value"] = self._value(self.field)
            except ValidationError as error:
                self.add_error(next(iter(inputs_of(self.field))), error)
        return self.cleaned_data

    def _value(self, field: Field) -> Any:
        clears = self.cleaned_data.get(f"clear-{field.pk}", False)
        said: Any
        if field.type == Field.Type.ADDRESS:
            said = address_in(field, self.cleaned_data)
        else:
            said = self.cleaned_data[field.column or field.key].strip()
        if clears and said:
            raise ValidationError(_("Either a value, or the tick that takes it away."))
        if clears:
            return None
        if not said and field.required:
            raise ValidationError(_("This field is required: it cannot be emptied."))
        if not said:
            raise ValidationError(_("Say a value, or tick that it is taken away."))
        if isinstance(said, dict):
            return said
        return clean_value(field.reader(self.country), said)
