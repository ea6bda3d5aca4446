"""Making and changing preferences, and choosing one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.locales import language_choices
from audiences.models import Audience
from preferences.models import (
    MAX_DESCRIPTION,
    MAX_NAME,
    Preference,
    without_commas,
)

SPARE = 2  # empty rows for other languages
MOST_LANGUAGES = 30


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    """A preference, and how it reads in other languages: a row of inputs for each."""

    class Meta:
        model = Preference
        fields = ["name", "category", "description", "is_public"]
        labels = {"is_public": gettext_lazy("Public")}
        help_texts = {
            "name": gettext_lazy("Without commas: files name several in one cell."),
            "is_public": gettext_lazy(
                "People see it on forms and where they say what they want to receive."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
            "category": forms.TextInput(
                attrs={"autocomplete": "off", "list": "preference-categories"}
            ),
        }

    def __init__(self, data: Any, *, instance: Preference) -> None:
        super().__init__(data, instance=instance)
        kept = list(instance.variants.items())[:MOST_LANGUAGES]
        n = min(len(kept) + SPARE, MOST_LANGUAGES)
        self.numbers = range(n)
        for number in self.numbers:
            code, said = kept[number] if number < len(kept) else ("", {})
            self._add_row(number, code, said)

    def _add_row(self, number: int, code: str, said: dict[str, str]) -> None:
        languages = [("", _("Choose a language")), *language_choices()]
        self.fields[f"language-{number}"] = forms.ChoiceField(
            label=_("Language"), choices=languages, required=False, initial=code
        )
        self.fields[f"name-{number}"] = forms.CharField(
            label=_("Name"),
            max_length=MAX_NAME,
            required=False,
            initial=said.get("name", ""),
            validators=[without_commas],
        )
        self.fields[f"description-{number}"] = forms.CharField(
            label=_("Description"),
            max_length=MAX_DESCRIPTION,
            required=False,
            initial=said.get("description", ""),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = {**(super().clean() or {})}
        variants: dict[str, dict[str, str]] = {}
        for number in self.numbers:
            code = cleaned.get(f"language-{number}", "")
            said = {
                part: text
                for part in ("name", "description")
                if (text := cleaned.get(f"{part}-{number}", ""))
            }
            if said and not code:
                self.add_error(f"language-{number}", _("Choose the language of this."))
            elif code in variants:
                self.add_error(
                    f"language-{number}", _("This language stands here twice.")
                )
            elif said:
                variants[code] = said
        self.instance.variants = variants
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Let the audience take part, within which names are unique."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"audience", "deleted_at"}

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The inputs of each other language."""
        parts = ("language", "name", "description")
        return [
            (*(self[f"{part}-{number}"] for part in parts),)  # type: ignore[misc]
            for number in self.numbers
        ]

    @property
    def says_more(self) -> bool:
        """Whether something stands in the rows, or is wrong with them."""
        wrong = any("-" in name for name in self.errors)
        return bool(wrong or self.instance.variants)


class PickForm(forms.Form):
    """One of the preferences that are offered."""

    preference = forms.TypedChoiceField(
        label=gettext_lazy("Preference"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a preference.")},
    )

    def __init__(self, data: Any, *, audience: Audience, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.audience = audience
        choices = choices_of(audience)
        field: Any = self.fields["preference"]
        field.choices = [("", _("Choose a preference")), *choices]
        if not choices:
            field.help_text = _("There are no preferences yet.")

    @property
    def picked(self) -> Preference:
        pk = self.cleaned_data["preference"]
        picked: Preference = self.audience.preferences.get(pk=pk)
        return picked


class MergeForm(forms.Form):
    """Into which preference another one goes; first seen, then confirmed."""

    target: Any = forms.ModelChoiceField(
        label=gettext_lazy("Into"),
        queryset=None,
        empty_label=gettext_lazy("Choose a preference"),
    )
    confirmed = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, preference: Preference) -> None:
        super().__init__(data)
        others = preference.audience.preferences.offered().exclude(pk=preference.pk)
        target: Any = self.fields["target"]
        target.queryset = others.in_order()

    @property
    def into(self) -> Preference:
        target: Preference = self.cleaned_data["target"]
        return target

    @property
    def is_confirmed(self) -> bool:
        """Whether what comes of this very one was shown before."""
        return bool(self.cleaned_data["confirmed"] == self.into.pk)


def choices_of(audience: Audience) -> list[Any]:
    """Those that are offered, by category, as choices of a field."""
    rows = audience.preferences.offered().in_order()
    choices: list[Any] = []
    for _title, some in groupby(rows, key=lambda row: row.category.lower()):
        listed = list(some)
        pairs = [(row.pk, row.name) for row in listed]
        title = listed[0].category
        choices += [(title, pairs)] if title else pairs
    return choices
