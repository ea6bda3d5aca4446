"""Wording permissions, in each language of the audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.locales import language_choices
from forms.models import Permission, PermissionBlock


class InLanguages(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    """A row whose texts have variants: inputs for each further language."""

    def __init__(self, data: Any, *, instance: Any) -> None:
        super().__init__(data, instance=instance)
        names = dict(language_choices())
        self.codes = instance.audience.spoken[1:]
        self.parts = list(self._meta.fields or [])
        self.names = {code: names.get(code, code) for code in self.codes}
        for code in self.codes:
            said = instance.variants.get(code, {})
            for part in self.parts:
                own = self.fields[part]
                self.fields[f"{part}-{code}"] = forms.CharField(
                    label=f"{own.label} ({self.names[code]})",
                    max_length=getattr(own, "max_length", None),
                    required=False,
                    initial=said.get(part, ""),
                    widget=type(own.widget)(attrs={**own.widget.attrs, "lang": code}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = {**(super().clean() or {})}
        variants = dict(self.instance.variants)
        for code in self.codes:
            said = {
                part: text
                for part in self.parts
                if (text := cleaned.get(f"{part}-{code}", ""))
            }
            variants.pop(code, None)
            if said:
                variants[code] = said
        self.instance.variants = variants
        return cleaned

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The inputs of each further language, behind its name."""
        return [
            (self.names[code], [self[f"{part}-{code}"] for part in self.parts])
            for code in self.codes
        ]


class PermissionForm(InLanguages):
    class Meta:
        model = Permission
        fields = ["title", "text"]
        help_texts = {
            "title": gettext_lazy("Short, as it stands beside the check box: Email."),
            "text": gettext_lazy(
                "What exactly they agree to. It is kept with each yes, word for word."
            ),
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "text": forms.Textarea(attrs={"rows": 3}),
        }


class BlockForm(InLanguages):
    class Meta:
        model = PermissionBlock
        fields = ["heading", "explanation"]
        widgets = {"explanation": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any, *, instance: PermissionBlock) -> None:
        super().__init__(data, instance=instance)
        self.fields["heading"].widget.attrs["placeholder"] = _(
            "What may we write to you about?"
        )
