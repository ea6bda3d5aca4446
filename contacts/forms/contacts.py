"""Adding a contact, and the word that they agreed to mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.models import Audience
from contacts import values
from contacts.adding import Person
from contacts.addresses import AddressError, normalize
from contacts.models import Contact
from contacts.values import MAX_NAME

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
        known = set(audience.fields.present().values_list("column", flat=True))
        for name in {"first_name", "last_name", "phone"} - known:
            del self.fields[name]

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
            name: self.cleaned_data.get(name, "")
            for name in ("email", "first_name", "last_name", "phone")
        }
        return Person(email_display=str(self.data["email"]).strip()[:254], **known)


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


class SmsPermissionForm(PermissionForm):
    def __init__(self, data: Any) -> None:
        super().__init__(data)
        label = gettext_lazy("This person gave permission to receive SMS")
        self.fields["permission"].label = label
