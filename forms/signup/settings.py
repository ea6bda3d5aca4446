"""All that is set of a form but its questions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.signup.colors import is_color
from forms.signup.design import TEXTS, Design
from forms.signup.pages import is_web_address
from forms.signup.pictures import PictureRefused, kind_of

if TYPE_CHECKING:
    from forms.models import SignupForm

LONGEST = {"heading": 150, "button": 60}
LONGEST_TEXT = 1000
LABELS: dict[str, str | Promise] = {
    "heading": gettext_lazy("Heading"),
    "intro": gettext_lazy("Introduction"),
    "button": gettext_lazy("Button"),
    "pending": gettext_lazy("After it is sent"),
    "success": gettext_lazy("After it is confirmed"),
    "already": gettext_lazy("To who confirmed before"),
}


class SettingsForm(forms.Form):
    """All that is set of a form but its questions."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    is_double = forms.BooleanField(
        label=gettext_lazy("Ask by mail whether they want it (double opt-in)"),
        help_text=gettext_lazy(
            "Without it, somebody unknown is subscribed at once by the page of the "
            "form; what other sites post, and who is known, is asked in any case."
        ),
        required=False,
    )
    must_choose = forms.BooleanField(
        label=gettext_lazy("At least one preference has to be chosen"), required=False
    )
    has_permissions = forms.BooleanField(
        label=gettext_lazy("Ask for the marketing permissions of the audience (GDPR)"),
        required=False,
    )
    redirect = forms.CharField(
        label=gettext_lazy("Where people are led when they have sent it"),
        help_text=gettext_lazy("An http or https address; empty for a page of ours."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
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
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, at most 1 MB."),
        required=False,
    )
    without_logo = forms.BooleanField(
        label=gettext_lazy("Take the logo away"), required=False
    )
    tags = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Tags that everybody gets"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, files: Any, *, form: SignupForm) -> None:
        design = Design.of(form.design)
        super().__init__(data, files, initial=_initial(form, design))
        tags: Any = self.fields["tags"]
        present = form.audience.tags.present().in_order()
        tags.choices = [(tag.pk, tag.name) for tag in present]
        for code in form.audience.spoken:
            for name in TEXTS:
                self.fields[f"text-{code}-{name}"] = _text(name, code, design)

    def clean_redirect(self) -> str:
        url: str = self.cleaned_data["redirect"]
        if url and not is_web_address(url):
            raise forms.ValidationError(
                _("Write an address that begins with http:// or https://.")
            )
        return url

    def clean_accent(self) -> str:
        return _color(self.cleaned_data["accent"])

    def clean_background(self) -> str:
        said = self.cleaned_data["background"]
        return _color(said) if self.cleaned_data.get("has_background") else ""

    def clean_logo(self) -> Any:
        """The file under a name that nobody can guess, which says what it is."""
        file = self.cleaned_data["logo"]
        if file:
            try:
                file.name = f"{secrets.token_hex(16)}.{kind_of(file)}"
            except PictureRefused as refused:
                raise forms.ValidationError(str(refused)) from None
        return file


def _initial(form: SignupForm, design: Design) -> dict[str, Any]:
    names = ("is_double", "must_choose", "has_permissions", "redirect", "accent")
    return {
        **{name: getattr(design, name) for name in names},
        "name": form.name,
        "has_background": bool(design.background),
        "background": design.background or "#f3f2ee",
        "tags": list(design.tags),
    }


def _text(name: str, code: str, design: Design) -> forms.CharField:
    is_line = name in LONGEST
    return forms.CharField(
        label=str(LABELS[name]),
        max_length=LONGEST.get(name, LONGEST_TEXT),
        required=False,
        initial=design.texts.get(code, {}).get(name, ""),
        widget=forms.TextInput(attrs={"lang": code})
        if is_line
        else forms.Textarea(attrs={"rows": 2, "lang": code}),
    )


def _color(text: str) -> str:
    if not is_color(text):
        raise forms.ValidationError(_("Choose a color."))
    return text.lower()
