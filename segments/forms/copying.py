from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audiences.models import Audience
from segments.copying import Copy
from segments.querysets import MAX_NAME

MAKE, LEAVE = "make", "leave"


class TargetForm(forms.Form):
    """Which of the audiences that the member may enter a segment is copied to."""

    to: Any = forms.ModelChoiceField(
        label=_("To the audience"), queryset=None, empty_label=_("Choose an audience")
    )

    def __init__(self, data: Any, *, audiences: Any) -> None:
        super().__init__(data)
        to: Any = self.fields["to"]
        to.queryset = audiences

    @property
    def target(self) -> Audience:
        target: Audience = self.cleaned_data["to"]
        return target


class CopyForm(forms.Form):
    """How a segment is copied whose preview was looked at."""

    name = forms.CharField(
        label=_("Name there"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    missing = forms.ChoiceField(
        label=_("What is missing there"),
        choices=[
            (MAKE, _("Make it there, with nobody in it yet")),
            (LEAVE, _("Leave those conditions out")),
        ],
        widget=forms.RadioSelect,
        initial=MAKE,
    )
    # How many conditions could not be told there when it was looked at.
    lost = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, target: Audience, copy: Copy, name: str) -> None:
        super().__init__(data, initial={"name": name, "lost": len(copy.lost)})
        self.target, self.copy = target, copy
        if not copy.missing:
            del self.fields["missing"]

    @property
    def makes(self) -> bool:
        return self.cleaned_data.get("missing") == MAKE

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        named = self.target.segments.present().annotate(lower=Lower("name"))
        if named.filter(lower=name.lower()).exists():
            text = gettext("There is a segment of this name there already.")
            raise forms.ValidationError(text)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if "lost" in cleaned and cleaned["lost"] != len(self.copy.lost):
            text = gettext("Something changed meanwhile. Look at it once more.")
            self.add_error(None, text)
            self.data = {**self.data, "lost": str(len(self.copy.lost))}
        if not self.errors and self.copy.tree is None and not self.makes:
            text = gettext("Nothing of the segment would be left.")
            self.add_error("missing" if self.copy.missing else None, text)
        return cleaned
