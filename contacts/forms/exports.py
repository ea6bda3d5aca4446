from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.models import Audience
from contacts.bulk import Selection
from contacts.exports.columns import columns_of
from contacts.exports.orders import Format, Order

ALL, CHOSEN = "all", "chosen"


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=Format.choices,
        initial=Format.ZIP,
        widget=forms.RadioSelect,
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            (ALL, gettext_lazy("All columns")),
            (CHOSEN, gettext_lazy("The ones I choose")),
        ],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Which columns"), required=False
    )
    archived = forms.BooleanField(
        label=gettext_lazy("The archived as well"), required=False
    )
    bom = forms.BooleanField(
        label=gettext_lazy("Open it in Excel"), required=False, initial=True
    )
    consents = forms.BooleanField(
        label=gettext_lazy("The whole history of consent as well"), required=False
    )
    # Sent back with the form, so that one that is sent twice is one export.
    once = forms.CharField(max_length=43, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, audience: Audience, selection: Selection) -> None:
        super().__init__(data, initial={"once": secrets.token_urlsafe(16)})
        self.audience = audience
        self.selection = selection
        choices = [(column.key, column.title) for column in columns_of(audience)]
        columns: Any = self.fields["columns"]
        columns.choices = choices

    @property
    def asks_for_archived(self) -> bool:
        """Whether there is a choice: a status or ticked rows say it already."""
        return self.selection.ids is None and not self.selection.wanted.status

    @property
    def ticked(self) -> list[tuple[str, str, bool]]:
        """Key, title and whether it is chosen, of each column."""
        columns: Any = self.fields["columns"]
        chosen = self["columns"].data if self.is_bound else None
        return [
            (key, title, chosen is None or key in chosen)
            for key, title in columns.choices
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        some = cleaned.get("columns") or "columns" in self.errors
        if cleaned.get("which") == CHOSEN and not some:
            self.add_error("columns", _("Choose at least one column."))
        if not self.errors and self.order.count(self.audience) == 0:
            self.add_error(None, _("Nobody matches, so there is nothing to export."))
        return cleaned

    @property
    def order(self) -> Order:
        said = self.cleaned_data
        chosen = said["columns"] if said["which"] == CHOSEN else []
        return Order(
            selection=self.selection,
            format=Format(said["format"]),
            columns=tuple(chosen),
            archived=said["archived"] and self.asks_for_archived,
            bom=said["bom"],
            consents=said["consents"] and said["format"] == Format.ZIP,
        )
