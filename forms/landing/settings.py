"""All that is set of a page but its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.landing.content import ABOUT, MOST_SLUG, RESERVED, Content, slug_of
from forms.landing.making import is_taken
from forms.signup.colors import is_color
from forms.signup.pictures import PictureRefused, kind_of

if TYPE_CHECKING:
    from forms.models import LandingPage

LONGEST_ABOUT = {"name": 100, "description": 300}
LABELS = {
    "name": gettext_lazy("Title in the browser and in searches"),
    "description": gettext_lazy("Description for searches"),
}
GROUND = "#f3f2ee"


class TitleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Its address is made of it; both can be changed."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class DeleteForm(forms.Form):
    title = forms.CharField(
        error_messages={"required": gettext_lazy("Type the title to confirm.")}
    )

    def __init__(self, data: Any, *, page: LandingPage) -> None:
        super().__init__(data)
        self.page = page

    def clean_title(self) -> str:
        typed: str = self.cleaned_data["title"]
        if typed.strip() != self.page.title:
            raise forms.ValidationError(_("This is not its title."))
        return typed


class SettingsForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100)
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. An address that it had before leads on "
            "to the new one."
        ),
        max_length=MOST_SLUG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )
    accent = forms.CharField(
        label=gettext_lazy("Color of buttons"),
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
    is_found = forms.BooleanField(
        label=gettext_lazy("Searches may list it"), required=False
    )

    def __init__(self, data: Any, files: Any, *, page: LandingPage) -> None:
        content = Content.of(page.draft)
        super().__init__(data, files, initial=_initial(content))
        self.page = page
        for code in page.audience.spoken:
            for name in ABOUT:
                self.fields[f"text-{code}-{name}"] = _about(name, code, content)

    def clean_slug(self) -> str:
        slug = slug_of(self.cleaned_data["slug"])
        if not slug:
            raise forms.ValidationError(_("Use letters and digits."))
        if slug in RESERVED:
            raise forms.ValidationError(_("Another page of ours stands there."))
        if is_taken(self.page.audience, slug, self.page.pk):
            raise forms.ValidationError(_("Another page has this address."))
        return slug

    def clean_accent(self) -> str:
        return _color(self.cleaned_data["accent"])

    def clean_background(self) -> str:
        said = self.cleaned_data["background"]
        return _color(said) if self.cleaned_data.get("has_background") else ""

    def clean_logo(self) -> Any:
        file = self.cleaned_data["logo"]
        if file:
            try:
                kind_of(file)
            except PictureRefused as refused:
                raise forms.ValidationError(str(refused)) from None
        return file


def _initial(content: Content) -> dict[str, Any]:
    names = ("title", "slug", "accent", "is_found")
    return {
        **{name: getattr(content, name) for name in names},
        "has_background": bool(content.background),
        "background": content.background or GROUND,
    }


def _about(name: str, code: str, content: Content) -> forms.CharField:
    is_line = name == "name"
    return forms.CharField(
        label=LABELS[name],
        max_length=LONGEST_ABOUT[name],
        required=False,
        initial=content.texts.get(code, {}).get(name, ""),
        widget=forms.TextInput(attrs={"lang": code})
        if is_line
        else forms.Textarea(attrs={"rows": 2, "lang": code}),
    )


def _color(text: str) -> str:
    if not is_color(text):
        raise forms.ValidationError(_("Choose a color."))
    return text.lower()
