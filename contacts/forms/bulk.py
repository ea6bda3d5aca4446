"""What is asked before something is done to many contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audiences.countries import country_choices
from audiences.locales import language_choices


class LanguageForm(forms.Form):
    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices = [("", _("None known")), *language_choices()]
        self.fields["value"] = forms.ChoiceField(
            label=_("Language"), choices=choices, required=False
        )


class CountryForm(forms.Form):
    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices = [("", _("None known")), *country_choices()]
        self.fields["value"] = forms.ChoiceField(
            label=_("Country"), choices=choices, required=False
        )


class NumberForm(forms.Form):
    """Takes nothing but the number of people that this is about."""

    number = forms.CharField(max_length=20, required=False)

    def __init__(self, data: Any, *, people: int) -> None:
        super().__init__(data)
        self.people = people

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if not number:
            raise forms.ValidationError(_("Type the number to confirm."))
        if number != str(self.people):
            raise forms.ValidationError(
                _("That is not the number: these are %(n)s people now."),
                params={"n": self.people},
            )
        return number
