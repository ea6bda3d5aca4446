"""What a new survey is called, and the name that is typed before it is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.models import Survey

if TYPE_CHECKING:
    from django.utils.functional import Promise

HELPS: dict[str, Promise] = {
    "survey": gettext_lazy("Questions whose answers you read, count and compare."),
    "contact": gettext_lazy(
        "Email address, name and message: what comes by it is meant to be answered."
    ),
}


class NewForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Survey.Kind.choices,
        initial=Survey.Kind.SURVEY,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        return [
            (value, str(label), str(HELPS[value]))
            for value, label in Survey.Kind.choices
        ]


class DeleteForm(forms.Form):
    name = forms.CharField(max_length=200)

    def __init__(self, data: Any, *, survey: Survey) -> None:
        super().__init__(data)
        self.survey = survey

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.strip() != self.survey.name.strip():
            raise forms.ValidationError(
                _("This is not the name: “%(name)s”.") % {"name": self.survey.name}
            )
        return name
