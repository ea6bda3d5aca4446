"""What a list of contacts is narrowed by, as a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.countries import country_choices
from audiences.locales import language_choices
from audiences.models import Audience
from contacts import facets
from contacts.filters import Filter

DAYS = (1, 7, 30, 90, 365)
MAX_SOURCES = 200


class FilterForm(forms.Form):
    """With a field for whatever higher apps offer as well."""

    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    vip = forms.ChoiceField(label=gettext_lazy("VIP"), required=False)
    rating = forms.ChoiceField(label=gettext_lazy("Rating"), required=False)
    days = forms.ChoiceField(label=gettext_lazy("Added"), required=False)

    def __init__(self, data: Any, *, audience: Audience, wanted: Filter) -> None:
        super().__init__(data, initial=dict(wanted.facts))
        self.wanted, self.audience = wanted, audience
        day = {"type": "date", "min": "1900-01-01", "max": f"{facets.LAST_YEAR}-12-31"}
        for name, label in (("from", _("Added since")), ("to", _("Added until"))):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(day, "%Y-%m-%d")
            )
        unknown = (facets.UNKNOWN, _("Unknown"))
        self._offer("source", _("Any source"), self._sources())
        self._offer("country", _("Any country"), [unknown, *country_choices()])
        self._offer("language", _("Any language"), [unknown, *language_choices()])
        self._offer("vip", _("Everyone"), self._words("vip", "yes", "no"))
        stars = self._words("rating", *"543210")
        self._offer("rating", _("Any rating"), stars)
        days = self._words("days", *map(str, DAYS))
        self._offer("days", _("At any time"), days)
        self.further_names = [*self._further()]

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("to", _("This day is before the first one."))
        return cleaned

    @property
    def chosen(self) -> Filter:
        """The filter with what a valid form says, and all that it does not ask for."""
        said = [
            (name, str(value)) for name, value in self.cleaned_data.items() if value
        ]
        others = [fact for fact in self.wanted.facts if fact[0] not in self.fields]
        return self.wanted.with_facts(facets.cleaned([*said, *others]))

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields of higher apps."""
        return [self[name] for name in self.further_names]

    def _further(self) -> Iterator[str]:
        for name, facet in facets.FACETS.items():
            if name in self.fields or not (pairs := facet.offers(self.audience)):
                continue
            self.fields[name] = forms.ChoiceField(
                label=str(facet.label), required=False
            )
            self._offer(name, str(facet.any_of_them), pairs)
            yield name

    def _offer(self, name: str, any_of_them: str, choices: list[Any]) -> None:
        stored = dict(self.wanted.facts).get(name)
        if stored and stored not in dict(choices):
            choices = [(stored, self._named(name, stored)), *choices]
        self.fields[name].choices = [("", any_of_them), *choices]  # type: ignore[attr-defined]  # a choice field

    def _named(self, name: str, value: str) -> str:
        return facets.FACETS[name].words(self.audience, value) or value

    def _words(self, name: str, *values: str) -> list[tuple[str, str]]:
        return [(value, self._named(name, value)) for value in values]

    def _sources(self) -> list[tuple[str, str]]:
        newest = self.audience.sources.order_by("-pk")[:MAX_SOURCES]
        return [(str(source.pk), facets.said_of(source)) for source in newest]
