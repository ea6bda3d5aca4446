"""Adding a contact, and changing what is known of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.countries import country_choices
from audiences.locales import language_choices
from audiences.models import Audience
from contacts import values
from contacts.adding import Person
from contacts.addresses import AddressError, normalize
from contacts.models import Contact, Field
from contacts.values import ADDRESS_PARTS, MAX_NAME

MAX_TAG = 100


def clean_email(text: str) -> str:
    try:
        return normalize(text)
    except AddressError as error:
        raise ValidationError(str(error)) from None


def clean_value(read: values.Reader, text: str) -> Any:
    """Read a value as an import would."""
    try:
        return read(text.strip())
    except values.ValueRefused as refused:
        raise ValidationError(values.sentence(str(refused))) from None


def linked(sentence: str, contact: Contact) -> str:
    """The sentence with a link to the person it is about."""
    link = format_html('<a href="{}">{}</a>', contact.get_absolute_url(), str(contact))
    return format_html("{} {}", sentence, link)


class ContactAddForm(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("Email address"),
        max_length=320,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=MAX_NAME, required=False
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), max_length=MAX_NAME, required=False
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Several are separated by commas; new ones are made."),
        widget=forms.TextInput(attrs={"list": "tag-names", "autocomplete": "off"}),
    )
    permission = forms.BooleanField(
        label=gettext_lazy("This person gave permission to receive email"),
        required=False,
    )
    update = forms.BooleanField(
        label=gettext_lazy("Update the contact if the address is here already"),
        required=False,
    )

    def __init__(self, data: Any, *, audience: Audience) -> None:
        super().__init__(data)
        self.country = audience.country

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        read = values.reader_of("phone", country=self.country)
        return clean_value(read, phone) if phone else ""

    def clean_tags(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["tags"].split(",")]
        if any(len(name) > MAX_TAG for name in names):
            raise ValidationError(_("A tag has at most 100 characters."))
        return [name for name in dict.fromkeys(names) if name]

    @property
    def person(self) -> Person:
        """Who a valid form is about."""
        known = {
            name: self.cleaned_data[name]
            for name in ("email", "first_name", "last_name", "phone")
        }
        return Person(email_display=str(self.data["email"]).strip()[:254], **known)


class ContactEditForm(forms.Form):
    """A field for each field of the audience, filled with what the contact has."""

    def __init__(self, data: Any, *, contact: Contact, audience: Audience) -> None:
        super().__init__(data)
        self.contact = contact
        self.audience_fields = list(audience.fields.present().in_order())
        for field in self.audience_fields:
            self._add(field)
        self._add_choice("language", _("Language"), language_choices())
        self._add_choice("country", _("Location"), country_choices())
        self.initial.update(language=contact.language, country=contact.country)

    def _add(self, field: Field) -> None:
        value = field.value_of(self.contact)
        if field.type == Field.Type.ADDRESS:
            for part, label in ADDRESS_PARTS.items():
                name = f"{field.key}-{part}"
                if part == "country":
                    self._add_choice(name, str(label), country_choices())
                else:
                    self.fields[name] = forms.CharField(
                        label=str(label), max_length=MAX_NAME, required=False
                    )
                self.initial[name] = (value or {}).get(part, "")
            return
        name = field.column or field.key
        self.fields[name] = _form_field(field)
        self.initial[name] = "" if value is None else value

    def _add_choice(self, name: str, label: str, choices: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", "–"), *choices], required=False
        )

    def clean(self) -> dict[str, Any]:
        for field in self.audience_fields:
            name = field.column or field.key
            text = self.cleaned_data.get(name)
            if field.type == Field.Type.ADDRESS or not text:
                continue
            if text == str(self.initial[name]):
                self.cleaned_data[name] = self.initial[name]
                continue
            try:
                self.cleaned_data[name] = self._read(field, text)
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    def _read(self, field: Field, text: str) -> Any:
        if field.column == "email":
            return clean_email(text)
        return clean_value(field.reader(self.contact.audience.country), text)

    @property
    def columns(self) -> dict[str, str]:
        """What a valid form says of the contact's own columns."""
        names = [field.column for field in self.audience_fields if field.column]
        said = {name: self.cleaned_data[name] for name in names}
        said |= {name: self.cleaned_data[name] for name in ("language", "country")}
        if "email" in said:
            said["email_display"] = str(self.data["email"]).strip()[:254]
        return said

    @property
    def own_fields(self) -> dict[str, Any]:
        """What it says of the fields of the audience, by their keys."""
        said: dict[str, Any] = {}
        for field in self.audience_fields:
            if field.type == Field.Type.ADDRESS:
                parts = {
                    part: self.cleaned_data[f"{field.key}-{part}"]
                    for part in ADDRESS_PARTS
                }
                said[field.key] = {k: v for k, v in parts.items() if v} or None
            elif not field.column:
                value = self.cleaned_data[field.key]
                said[field.key] = None if value == "" else value
        return said


def _form_field(field: Field) -> forms.Field:
    required = field.column == "email"
    if field.type in {Field.Type.RADIO, Field.Type.DROPDOWN}:
        choices = [("", "–"), *((choice, choice) for choice in field.choices)]
        return forms.ChoiceField(
            label=field.label,
            choices=choices,
            required=False,
            help_text=field.help_text,
        )
    longest = {"phone": 40, "zip": 20}.get(field.type, values.MAX_TEXT)
    return forms.CharField(
        label=field.label,
        required=required,
        max_length=MAX_NAME if field.column else longest,
        help_text=field.help_text or HINTS.get(field.type, ""),
        widget=forms.TextInput(attrs=INPUTS.get(field.type, {})),
    )


HINTS = {
    "birthday": gettext_lazy("Month and day, as in 11-22."),
}
INPUTS = {
    "date": {"type": "date"},
    "phone": {"type": "tel"},
    "number": {"inputmode": "decimal"},
    "url": {"inputmode": "url"},
    "imageurl": {"inputmode": "url"},
}


class PermissionForm(forms.Form):
    """That a person agreed to mail, said by staff before they are subscribed."""

    permission = forms.BooleanField(
        label=gettext_lazy("This person gave permission to receive email"),
        error_messages={
            "required": gettext_lazy("Without their permission nobody is subscribed.")
        },
    )

    @property
    def wording(self) -> str:
        return str(self.fields["permission"].label)
