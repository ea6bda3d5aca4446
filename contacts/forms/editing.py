"""Changing what is known of a contact: a field of it, or all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audiences.countries import country_choices
from audiences.locales import language_choices, time_zone_choices
from contacts.facts import PLACE, own_facts
from contacts.forms.contacts import clean_email, clean_value
from contacts.forms.inputs import address_in, inputs_of
from contacts.models import Contact, Field
from contacts.values import ADDRESS_PARTS, MAX_REGION, mobile_of
from contacts.values.phones import MAX_PHONE


class ContactEditForm(forms.Form):
    """A field for each field of the audience, filled with what the contact has.

    With `only`, those of one fact. What the person left as it was shown to them is
    not said, so that it takes back nothing that somebody else wrote meanwhile.
    """

    def __init__(self, data: Any, *, contact: Contact, only: str = "") -> None:
        super().__init__(data)
        self.contact = contact
        fields = contact.audience.fields.present().in_order()
        self.audience_fields = [
            field for field in fields if only in {"", field.column or field.key}
        ]
        for field in self.audience_fields:
            self._add(field)
        for name in [*own_facts(), "sms_phone"]:
            if only in {"", name}:
                self._add_own(name)
        for first in list(self.fields.values())[: bool(only)]:
            first.widget.attrs["autofocus"] = True

    def _add(self, field: Field) -> None:
        value = field.value_of(self.contact)
        name = field.column or field.key
        self.fields |= inputs_of(field, value)
        if field.type == Field.Type.ADDRESS:
            for part in ADDRESS_PARTS:
                self.initial[f"{name}-{part}"] = (value or {}).get(part) or ""
        else:
            self.initial[name] = "" if value is None else value

    def _add_own(self, name: str) -> None:
        """A fact that is no field of the audience."""
        match name:
            case "language":
                self._add_choice(name, _("Language"), language_choices())
            case "time_zone":
                self._add_choice(name, _("Time zone"), time_zone_choices())
            case "sms_phone":
                self._add_text(name, capfirst(_("SMS number")), MAX_PHONE)
                self.fields[name].widget.attrs["inputmode"] = "tel"
            case _:
                self._add_choice("country", _("Country"), country_choices())
                self._add_text("region", _("Region"), MAX_REGION)
        for column in PLACE if name == "place" else [name]:
            self.initial[column] = held = getattr(self.contact, column)
            field = self.fields[column]
            if isinstance(field, forms.ChoiceField) and not field.valid_value(held):
                # A file or the API may say what is not offered here.
                field.choices = [*field.choices, (held, held)]  # type: ignore[misc]

    def _add_choice(self, name: str, label: str, choices: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", "–"), *choices], required=False
        )

    def _add_text(self, name: str, label: str, longest: int) -> None:
        self.fields[name] = forms.CharField(
            label=label, max_length=longest, required=False
        )

    def clean(self) -> dict[str, Any]:
        for field in self.audience_fields:
            name = field.column or field.key
            text = self.cleaned_data.get(name)
            if field.type == Field.Type.ADDRESS or not text:
                continue
            try:
                self.cleaned_data[name] = self._read(field, text)
            except ValidationError as error:
                self.add_error(name, error)
        self._clean_number()
        return self.cleaned_data

    def _clean_number(self) -> None:
        """As E.164; what is there already stays as it is."""
        text = self.cleaned_data.get("sms_phone")
        if text and text != self.contact.sms_phone:
            read = mobile_of(self.contact.audience.country)
            try:
                self.cleaned_data["sms_phone"] = clean_value(read, text)
            except ValidationError as error:
                self.add_error("sms_phone", error)

    def _read(self, field: Field, text: str) -> Any:
        if field.column == "email":
            return clean_email(text)
        held = field.value_of(self.contact)
        if text == str(held):
            return held  # also where the field would not take it any more
        return clean_value(field.reader(self.contact.audience.country), text)

    def touched(self, name: str) -> bool:
        """Whether the person changed what they were shown; without that, they did."""
        shown = self.data.get(self.add_initial_prefix(name))
        return shown is None or shown != self.data.get(name, "")

    @property
    def texts(self) -> dict[str, str]:
        """What the contact has, as somebody would type it into the fields."""
        return {name: str(self.initial[name]) for name in self.fields}

    @property
    def shown(self) -> SafeString:
        """Hidden fields that say what the person was shown."""
        was = self.data if self.is_bound else {}
        pairs = (
            (name, self.add_initial_prefix(name), self.initial[name])
            for name in self.fields
        )
        return format_html_join(
            "",
            '<input type="hidden" name="{}" value="{}">',
            ((prefixed, was.get(prefixed, value)) for _name, prefixed, value in pairs),
        )

    @property
    def columns(self) -> dict[str, Any]:
        """What a valid form says of the contact's own columns."""
        own = {field.column for field in self.audience_fields if field.column}
        own |= {"language", "time_zone", "sms_phone", *PLACE} & set(self.fields)
        said = {name: self.cleaned_data[name] for name in own if self.touched(name)}
        if "email" in said:
            said["email_display"] = str(self.data["email"]).strip()[:254]
        return said

    @property
    def own_fields(self) -> dict[str, Any]:
        """What it says of the fields of the audience, by their keys."""
        said: dict[str, Any] = {}
        for field in self.audience_fields:
            if field.type == Field.Type.ADDRESS:
                if any(map(self.touched, inputs_of(field))):
                    said[field.key] = address_in(field, self.cleaned_data)
            elif not field.column and self.touched(field.key):
                value = self.cleaned_data[field.key]
                said[field.key] = None if value == "" else value
        return said
