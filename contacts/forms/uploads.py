"""Choosing a file or pasting rows, and saying how they are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audiences.models import Audience
from contacts.imports import arrivals, encodings, pasting
from contacts.imports.reading import Dialect, FileRefused
from contacts.models import Import

DELIMITERS = [
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("\t", gettext_lazy("Tab")),
    ("|", gettext_lazy("Vertical bar")),
    (":", gettext_lazy("Colon")),
    ("^", gettext_lazy("Caret")),
    ("~", gettext_lazy("Tilde")),
]


class UploadForm(forms.Form):
    """A file, or rows that were pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        max_length=pasting.MAX_LENGTH,
        required=False,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if not self.errors and not cleaned["file"] and not cleaned["rows"].strip():
            self.add_error("file", _("Choose a file, or paste some rows."))
        return cleaned

    def receive(self, audience: Audience, owner: User) -> Import | None:
        """Store what was brought; None, with an error at its field, if refused."""
        file, text = self.cleaned_data["file"], self.cleaned_data["rows"]
        try:
            if file:
                return arrivals.receive(audience, file, file.name, owner=owner)
            return pasting.take(audience, text, owner=owner)
        except FileRefused as refused:
            self.add_error("file" if file else "rows", str(refused))
            return None


class SheetForm(forms.Form):
    """Which sheet of a workbook holds the people."""

    sheet = forms.ChoiceField(
        label=gettext_lazy("Sheet"),
        error_messages={"required": gettext_lazy("Choose a sheet.")},
    )

    def __init__(self, data: Any, *, run: Import) -> None:
        super().__init__(data, initial={"sheet": run.sheet or run.parts[0]})
        self.fields["sheet"].required = run.kind != run.Kind.ARCHIVE  # all are read
        self.fields["sheet"].choices = [(name, name) for name in run.parts]  # type: ignore[attr-defined]


class DialectForm(forms.Form):
    """How the file is read."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=list(encodings.ENCODINGS.items())
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Between columns"), choices=DELIMITERS
    )
    # A tab is a value here, which nothing may strip.
    has_header = forms.TypedChoiceField(
        label=gettext_lazy("First row"),
        choices=[
            ("yes", gettext_lazy("Holds titles")),
            ("no", gettext_lazy("Is a person already")),
        ],
        coerce=lambda value: value == "yes",
    )

    @classmethod
    def of(cls, run: Import, data: Any = None) -> DialectForm:
        return cls(
            data,
            initial={
                "encoding": run.encoding,
                "delimiter": run.delimiter,
                "has_header": "yes" if run.has_header else "no",
            },
        )

    @property
    def dialect(self) -> Dialect:
        return Dialect(**self.cleaned_data)
