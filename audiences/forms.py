from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from audiences.countries import country_choices
from audiences.locales import language_choices, time_zone_choices
from audiences.models import Audience
from audiences.senders import SenderField

# What browsers call the fields that they can fill in by themselves.
AUTOCOMPLETE = {
    "name": "off",
    "from_email": "email",
    "notify_email": "email",
    "company": "organization",
    "address1": "address-line1",
    "address2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "country": "country",
    "phone": "tel",
}


class AudienceForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Further languages"),
        required=False,
        help_text=gettext_lazy(
            "Forms, pages and messages can be written in each of these as well."
        ),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    class Meta:
        model = Audience
        fields = [
            *("name", "from_name", "from_email", "subject", "permission_reminder"),
            *("company", "address1", "address2", "city", "region", "postcode"),
            *("country", "phone", "language", "languages", "time_zone"),
            *("double_opt_in", "gdpr_fields"),
            *("notify_email", "notify_daily", "notify_subscribe", "notify_unsubscribe"),
        ]
        field_classes = {"from_email": SenderField}
        widgets = {
            "permission_reminder": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }
        help_texts = {
            "name": gettext_lazy("Contacts can see it, so name it for them."),
            "from_name": gettext_lazy("Who mail comes from: a person or a business."),
            "from_email": gettext_lazy(
                "Replies come here unless a campaign says otherwise."
            ),
            "subject": gettext_lazy("Where a campaign starts; each can change it."),
            "permission_reminder": gettext_lazy(
                "How people came to be on your list, in a sentence of your own. It "
                "stands at the foot of mail."
            ),
            "double_opt_in": gettext_lazy(
                "People confirm their address by a link before they are subscribed."
            ),
            "gdpr_fields": gettext_lazy(
                "Forms ask for consent purpose by purpose and keep its wording."
            ),
            "notify_daily": gettext_lazy("One message a day, if anything happened."),
        }
        error_messages = {
            "from_email": {
                "invalid": gettext_lazy("This is no email address: name@example.com.")
            },
            "notify_email": {
                "invalid": gettext_lazy("This is no email address: name@example.com.")
            },
        }

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self._offer("language", language_choices())
        self._offer_more("languages", language_choices())
        self._offer("time_zone", time_zone_choices())
        self._offer("country", [("", _("Choose a country")), *country_choices()])
        for name, token in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = token

    def _offer(self, name: str, choices: list[Any]) -> None:
        """Offer the choices, and what is stored already even if it is none of them."""
        field = cast(forms.ChoiceField, self.fields[name])
        stored = self.get_initial_for_field(field, name)
        field.choices = choices
        if stored and not field.valid_value(stored):
            field.choices = [(stored, stored), *choices]

    def _offer_more(self, name: str, choices: list[Any]) -> None:
        field = cast(forms.MultipleChoiceField, self.fields[name])
        stored = self.get_initial_for_field(field, name) or []
        known = {code for code, _label in choices}
        field.choices = [*((c, c) for c in stored if c not in known), *choices]

    def clean_languages(self) -> list[str]:
        """Without the one that is spoken anyhow."""
        picked: list[str] = self.cleaned_data["languages"]
        return [code for code in picked if code != self.cleaned_data.get("language")]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.account.audiences.present().exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is an audience of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wanted = ("notify_daily", "notify_subscribe", "notify_unsubscribe")
        nowhere = not cleaned.get("notify_email") and "notify_email" not in self.errors
        if nowhere and any(cleaned.get(name) for name in wanted):
            self.add_error("notify_email", _("Say where notifications are to be sent."))
        return cleaned


class AudienceDeleteForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the audience"),
        error_messages={"required": gettext_lazy("Type the name to confirm.")},
    )
    keep_suppressions = forms.BooleanField(
        label=gettext_lazy("Remember who opted out"), required=False, initial=True
    )

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience = audience

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.strip() != self.audience.name.strip():
            raise forms.ValidationError(
                _("This is not the name: “%(name)s”.") % {"name": self.audience.name}
            )
        return name
