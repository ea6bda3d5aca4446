"""All that is set of a survey but its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.signup.colors import is_color
from forms.surveys.design import TEXTS, Design
from forms.surveys.noticing import members_of

if TYPE_CHECKING:
    from forms.models import Survey

LONGEST = {"heading": 150, "button": 60}
LONGEST_TEXT = 1000
LABELS = {
    "heading": gettext_lazy("Heading"),
    "intro": gettext_lazy("Introduction"),
    "button": gettext_lazy("Button"),
    "done": gettext_lazy("After it is sent"),
}


class SettingsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    repeats = forms.BooleanField(
        label=gettext_lazy("One person may answer more than once"),
        help_text=gettext_lazy(
            "Who answers by their own link, or confirmed by mail, is known; without "
            "that nobody can tell."
        ),
        required=False,
    )
    accent = forms.CharField(
        label=gettext_lazy("Color of the button"),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    has_background = forms.BooleanField(
        label=gettext_lazy("A color of its own behind the page"), required=False
    )
    background = forms.CharField(
        label=gettext_lazy("Color behind the page"),
        required=False,
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    notified = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who is told of each by mail"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, survey: Survey) -> None:
        design = Design.of(survey.design)
        super().__init__(
            data,
            initial={
                "name": survey.name,
                "repeats": design.repeats,
                "accent": design.accent,
                "has_background": bool(design.background),
                "background": design.background or "#f3f2ee",
                "notified": survey.notified,
            },
        )
        told: Any = self.fields["notified"]
        told.choices = [(one.pk, str(one.user)) for one in members_of(survey)]
        for code in survey.audience.spoken:
            for name in TEXTS:
                self.fields[f"text-{code}-{name}"] = _text(name, code, design)

    def clean_accent(self) -> str:
        return _color(self.cleaned_data["accent"])

    def clean_background(self) -> str:
        said = self.cleaned_data["background"]
        return _color(said) if self.cleaned_data.get("has_background") else ""


def _text(name: str, code: str, design: Design) -> forms.CharField:
    attrs: dict[str, Any] = {"lang": code}
    is_line = name in LONGEST
    return forms.CharField(
        label=LABELS[name],
        max_length=LONGEST.get(name, LONGEST_TEXT),
        required=False,
        initial=design.texts.get(code, {}).get(name, ""),
        widget=forms.TextInput(attrs=attrs)
        if is_line
        else forms.Textarea(attrs={"rows": 2, **attrs}),
    )


def _color(text: str) -> str:
    if not is_color(text):
        raise forms.ValidationError(_("Choose a color."))
    return text.lower()
