"""What is asked before a person is erased, and about suppressed addresses."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import uploading
from contacts.forms.contacts import clean_email, clean_value
from contacts.forms.uploads import FileForm
from contacts.models import SuppressionList
from contacts.suppressions import intake
from contacts.values.phones import phone_of

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import Contact
    from contacts.models.uploads import Upload

MAX_REASON = 200


class EraseForm(forms.Form):
    """Takes nothing but the address of the person."""

    address = forms.CharField(max_length=320, required=False)

    def __init__(self, data: Any, *, contact: Contact) -> None:
        super().__init__(data)
        self.contact = contact

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if not address:
            raise ValidationError(_("Type the address to confirm."))
        if address.lower() != self.contact.email_display.lower():
            raise ValidationError(_("That is not the address of this contact."))
        return address


class LookUpForm(forms.Form):
    """Takes an address, or a phone number as people of the audience write it."""

    address = forms.CharField(
        label=gettext_lazy("Email address or phone number"),
        max_length=320,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type an address or a number.")},
    )

    def __init__(self, data: Any = None, *, audience: Audience) -> None:
        super().__init__(data)
        self.audience = audience

    def clean_address(self) -> str:
        """The address as it is compared, or the number in E.164."""
        said: str = self.cleaned_data["address"].strip()
        if any(sign.isalpha() or sign == "@" for sign in said):
            return clean_email(said)
        number: str = clean_value(phone_of(self.audience.country), said)
        return number.partition(";")[0]  # whoever answers behind an extension


class LiftForm(LookUpForm):
    reason = forms.CharField(
        label=gettext_lazy("Why may they be written to again?"),
        max_length=MAX_REASON,
        help_text=gettext_lazy("It is kept in the audit log, with your name."),
        error_messages={"required": gettext_lazy("Say why.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SuppressionUploadForm(FileForm):
    """A file of addresses, or some that were pasted."""

    nothing = gettext_lazy("Choose a file, or paste some addresses.")

    rows = forms.CharField(
        label=gettext_lazy("Addresses"),
        max_length=1_000_000,
        required=False,
        strip=False,
    )

    def take(
        self, audience: Audience, file: IO[bytes], name: str, owner: User
    ) -> Upload:
        return intake.take(audience, file, name, owner=owner)

    def take_pasted(self, audience: Audience, text: str, owner: User) -> Upload:
        return intake.take_pasted(audience, text, owner=owner)


class SuppressionForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    """Which column holds what, and why addresses without a reason stay out."""

    class Meta:
        model = SuppressionList
        fields = ["address_column", "reason_column", "kind"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, data: Any, *, instance: SuppressionList) -> None:
        super().__init__(data, instance=instance)
        self.head = uploading.head_of(instance)
        listed = [(place, self.head.title(place)) for place in range(self.head.width)]
        self.fields["address_column"] = forms.TypedChoiceField(
            label=gettext_lazy("Column with the addresses"), choices=listed, coerce=int
        )
        self.fields["reason_column"] = forms.TypedChoiceField(
            label=gettext_lazy("Column that says why"),
            choices=[("", gettext_lazy("None of them says why")), *listed],
            coerce=int,
            empty_value=None,
            required=False,
            help_text=gettext_lazy(
                "Words like bounced, complaint or unsubscribed are known."
            ),
        )

    @property
    def samples(self) -> list[str]:
        """The first addresses, as they would be read."""
        return self.head.column(self.instance.address_column)[:5]

    @property
    def asks_for_columns(self) -> bool:
        """Whether there is a choice: what was pasted has one column alone."""
        columns: Any = self.fields["address_column"]
        return len(columns.choices) > 1
