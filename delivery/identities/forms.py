"""Adding domains and addresses, and the way out of a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.senders import SenderField
from delivery.identities import addresses, domains
from delivery.identities.names import domain_name, is_freemail, normalized
from delivery.transports import BadAddress, way_to

if TYPE_CHECKING:
    from accounts.models import Account


class DomainForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=253,
        help_text=gettext_lazy("What stands behind the @ of your addresses."),
        widget=forms.TextInput(
            attrs={
                "placeholder": "example.com",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_name(self) -> str:
        said = self.cleaned_data["name"].strip().rpartition("@")[2]
        name = domain_name(said.partition("://")[2].partition("/")[0] or said)
        if not name:
            raise ValidationError(_("This is no domain: example.com."))
        if is_freemail(name):
            raise ValidationError(
                _("%s belongs to a mail provider: only it can sign there.") % name
            )
        own = self.account.sending_domains
        if own.count() >= domains.MOST and not own.filter(name=name).exists():
            raise ValidationError(
                _("There are %d domains already; delete one first.") % domains.MOST
            )
        return name


class AddressForm(forms.Form):
    email = SenderField(
        label=gettext_lazy("Address"),
        max_length=254,
        help_text=gettext_lazy("It gets a mail with a link that confirms it."),
        error_messages={
            "invalid": gettext_lazy("This is no email address: name@example.com.")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_email(self) -> str:
        email = normalized(self.cleaned_data["email"])
        if not email:
            raise ValidationError(_("This is no email address: name@example.com."))
        own = self.account.sender_addresses
        if own.filter(email=email).exists():
            raise ValidationError(_("This address is in the list already."))
        if own.count() >= addresses.MOST:
            raise ValidationError(
                _("There are %d addresses already; delete one first.") % addresses.MOST
            )
        return email


class WayForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Mail server or provider"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "An address such as smtp://user:password@host:587?security=starttls or "
            "anymail:postmark?server_token=KEY. It is kept closed and not shown again. "
            "Leave it empty to send as the installation does."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url:
            try:
                way_to(url, is_guest=True).close()
            except BadAddress as wrong:
                raise ValidationError(str(wrong)) from None
        return url
