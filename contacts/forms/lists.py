"""Which lists of an archive are imported, and the status of their people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.lists import Listed
from contacts.imports.statuses import OPTED_OUT
from contacts.models import Contact

OUT = [(status, Contact.Status(status).label) for status in OPTED_OUT]
ANY = [("", gettext_lazy("As chosen below")), *Contact.Status.choices]


class ListForm(forms.Form):
    """One list; who opted out at the other service stays out, whatever is chosen."""

    is_taken = forms.BooleanField(required=False)
    status = forms.ChoiceField(required=False)

    def __init__(self, data: Any, index: int, part: Listed) -> None:
        initial = {"is_taken": part.is_taken and bool(part.rows), "status": part.status}
        super().__init__(data, prefix=f"l{index}", initial=initial)
        self.part = part
        self.fields["status"].choices = OUT if part.must_stay_out else ANY  # type: ignore[attr-defined]
        self.fields["status"].required = part.must_stay_out
        told = _("The people of this list opted out or cannot be reached.")
        self.fields["status"].error_messages |= dict.fromkeys(
            ["invalid_choice", "required"], told
        )

    @property
    def is_taken_now(self) -> bool:
        return bool(self["is_taken"].value())

    def settled(self) -> Listed:
        """The list as it was chosen."""
        self.part.is_taken = self.cleaned_data["is_taken"]
        self.part.status = self.cleaned_data["status"]
        return self.part


def lists_of(data: Any, entries: list[dict[str, Any]]) -> list[ListForm]:
    return [ListForm(data, n, Listed(**entry)) for n, entry in enumerate(entries)]
