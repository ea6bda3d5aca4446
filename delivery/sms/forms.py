from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.countries import country_choices
from contacts import texting
from contacts.values import ValueRefused, mobile_of, sentence
from delivery.models import SmsProgram
from delivery.sms import numbers
from delivery.sms.providers import gateway

# What each provider wants to know, and which of it is secret.
ASKED = {
    "twilio": ("account", "token"),
    "http": ("url", "template", "authorization", "secret"),
    "console": (),
}
SECRET = ("token", "authorization", "secret")
PRINTED = re.compile(r"[ -~]*")  # what ASCII has, without what only steers
KEPT = gettext_lazy("One is stored. Leave this empty to keep it.")
PASSWORD = forms.PasswordInput(attrs={"autocomplete": "off"})


class SmsProgramForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    account = forms.RegexField(
        r"\AAC[0-9a-fA-F]{32}\Z",
        label=gettext_lazy("Account SID"),
        help_text=gettext_lazy("It begins with AC and stands on Twilio’s first page."),
        error_messages={
            "invalid": gettext_lazy("It is AC and 32 digits and letters from a to f.")
        },
    )
    token = forms.CharField(
        label=gettext_lazy("Auth token"), max_length=200, widget=PASSWORD
    )
    url = forms.CharField(
        label=gettext_lazy("Address that takes messages"),
        max_length=500,
        help_text=gettext_lazy("Each message is posted there as JSON."),
    )
    template = forms.CharField(
        label=gettext_lazy("What is posted"),
        max_length=2_000,
        initial=gateway.TEMPLATE,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "JSON. The names {from}, {to}, {text} and {callback} are filled in."
        ),
    )
    authorization = forms.CharField(
        label=gettext_lazy("Authorization header"),
        max_length=500,
        required=False,
        widget=PASSWORD,
        help_text=gettext_lazy("Such as “Bearer …”, where the provider wants one."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret of their calls"),
        max_length=200,
        min_length=16,
        widget=PASSWORD,
        help_text=gettext_lazy(
            "The provider says it in the header X-Webhook-Secret when it reports "
            "replies and what became of messages."
        ),
    )

    class Meta:
        model = SmsProgram
        fields = ["provider", "sender", "identity", "stop_text", "country"]
        widgets = {
            "provider": forms.HiddenInput(),
            "sender": forms.TextInput(attrs={"autocomplete": "off"}),
            "identity": forms.TextInput(attrs={"autocomplete": "organization"}),
            "stop_text": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "sender": gettext_lazy(
                "The number that messages come from, or a name of at most 11 letters "
                "where your country allows one. Nobody can answer a name."
            ),
            "identity": gettext_lazy(
                "Stands before each message that does not say it by itself."
            ),
            "stop_text": gettext_lazy(
                "Stands at the end of each message to many. Empty for “Reply STOP to "
                "opt out” in the language of the audience."
            ),
        }

    def __init__(self, *args: Any, provider: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        own = self.instance
        is_stored = own.provider == provider and bool(own.sealed)
        self.initial = {**self.initial, "provider": provider, **own.details}
        for name in {name for names in ASKED.values() for name in names}:
            if name not in ASKED[provider]:
                del self.fields[name]
        for name in SECRET:
            if is_stored and name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = KEPT
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", _("Choose a country")), *country_choices()]
        country.help_text = _("Numbers without a country code are of this country.")

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in ASKED[self.provider]]

    @property
    def hidden(self) -> dict[str, str]:
        names = (name for name in ASKED[self.provider] if name in SECRET)
        return {name: self.cleaned_data[name] for name in names}

    def clean_provider(self) -> str:
        return self.provider

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and parts.hostname
        if not known or not PRINTED.fullmatch(url) or " " in url:
            raise forms.ValidationError(_("This is no web address."))
        return url

    def clean_authorization(self) -> str:
        text: str = self.cleaned_data["authorization"]
        if not PRINTED.fullmatch(text):
            raise forms.ValidationError(
                _("A header holds plain letters, digits and signs alone.")
            )
        return text

    def clean_template(self) -> str:
        template: str = self.cleaned_data["template"]
        try:
            json.loads(template)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is no JSON.")) from None
        missing = [name for name in ("{to}", "{text}") if name not in template]
        if missing:
            text = _("It does not say %s.") % ", ".join(missing)
            raise forms.ValidationError(text)
        return template

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        country = cleaned.get("country", "")
        if "sender" in cleaned:
            self._read(cleaned, "sender", numbers.sender, country)
        named = SmsProgram(sender=cleaned.get("sender") or "0").is_named
        if named and not cleaned.get("stop_text"):
            text = _("Nobody can answer a name: say here how people opt out.")
            self.add_error("stop_text", text)
        plain = (name for name in ASKED[self.provider] if name not in SECRET)
        self.instance.details = {name: cleaned.get(name, "") for name in plain}
        return cleaned

    def _read(
        self,
        cleaned: dict[str, Any],
        name: str,
        read: Callable[[str, str], str],
        country: str,
    ) -> None:
        try:
            cleaned[name] = read(cleaned[name], country)
        except ValueRefused as refused:
            self.add_error(name, sentence(str(refused)))


class TrialForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Your number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, program: SmsProgram, url: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.program = program
        self.fields["text"].widget.attrs |= {
            "hx-get": url,
            "hx-trigger": "input delay:250ms",
            "hx-target": "#sms-count",
            "hx-swap": "outerMorph",
        }

    def clean_number(self) -> str:
        try:
            number = mobile_of(self.program.country)(self.cleaned_data["number"])
        except ValueRefused as refused:
            raise forms.ValidationError(sentence(str(refused))) from None
        if texting.opted_out(self.program.audience, [number]):
            raise forms.ValidationError(_("This number opted out of SMS."))
        return number
