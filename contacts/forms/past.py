"""Saying what the columns of a file of past events are."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audiences.models import Audience
from contacts.forms.uploads import ColumnForm, DialectForm, FileForm
from contacts.ingest.reports import NAME
from contacts.models import PastImport
from contacts.past import columns, intake, reasons
from contacts.past.columns import EVENT, ID, PROPERTY, Column
from contacts.values.dates import DAY_FIRST, MONTH_FIRST

TYPES = [
    (columns.TEXT, gettext_lazy("Text")),
    (columns.NUMBER, gettext_lazy("Number")),
    (columns.TRUTH, gettext_lazy("Yes or no")),
    (columns.DATE, gettext_lazy("Date")),
]
ORDERS = [
    (DAY_FIRST, gettext_lazy("Day first: 31/12/2026")),
    (MONTH_FIRST, gettext_lazy("Month first: 12/31/2026")),
]


class PastUploadForm(FileForm):
    """A file of past events; nothing can be pasted."""

    def take(
        self, audience: Audience, file: IO[bytes], name: str, owner: User
    ) -> PastImport:
        return intake.take(audience, file, name, owner=owner)


class PastDialectForm(DialectForm):
    has_header = forms.TypedChoiceField(
        label=gettext_lazy("First row"),
        choices=[
            ("yes", gettext_lazy("Holds titles")),
            ("no", gettext_lazy("Is an event already")),
        ],
        coerce=lambda value: value == "yes",
    )


class PastColumnForm(ColumnForm):
    type = forms.ChoiceField(choices=TYPES, required=False)

    def __init__(self, data: Any, index: int, column: Column) -> None:
        said = {"target": column.target, "name": column.name, "type": column.type}
        super().__init__(data, index, column, columns.TARGETS, **said)

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if cleaned.get("target") in {PROPERTY, ID} and not cleaned.get("name"):
            self.add_error("name", _("Name the property."))
        return cleaned

    def settled(self) -> Column:
        said = self.cleaned_data
        kind = said["type"] or columns.TEXT
        return Column(self.column.title, said["target"], said["name"], kind)


class PastForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = PastImport
        fields = ["name", "order", "unknown"]

    order = forms.ChoiceField(
        label=gettext_lazy("Dates of figures alone"), choices=ORDERS
    )

    def __init__(self, data: Any, *, run: PastImport) -> None:
        super().__init__(data, instance=run)
        self.columns = [
            PastColumnForm(data, index, Column(**column))
            for index, column in enumerate(run.columns)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if any(form.errors for form in self.columns):
            self.add_error(None, _("Some columns need a look."))
            return cleaned
        settled = [form.settled() for form in self.columns]
        for problem in columns.problems_of(settled):
            self.add_error(None, problem)
        if any(column.target == EVENT for column in settled):
            cleaned["name"] = ""
        elif "name" not in self.errors and not NAME.fullmatch(cleaned["name"]):
            self.add_error("name", reasons.sentence("event_name"))
        return cleaned

    def settle(self, run: PastImport) -> None:
        """Set on the import what was chosen; nothing is written."""
        run.columns = [form.settled().to_dict() for form in self.columns]
        for name in self.Meta.fields:
            setattr(run, name, self.cleaned_data[name])
