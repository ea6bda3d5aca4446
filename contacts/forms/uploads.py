"""Choosing a file or pasting rows, and saying how they are read."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audiences.models import Audience
from contacts.imports import arrivals, encodings, pasting
from contacts.imports.reading import Dialect, FileRefused
from contacts.models.uploads import MappedUpload, Upload

DELIMITERS = [
    (",", gettext_lazy("Comma")),
    (";", gettext_lazy("Semicolon")),
    ("\t", gettext_lazy("Tab")),
    ("|", gettext_lazy("Vertical bar")),
    (":", gettext_lazy("Colon")),
    ("^", gettext_lazy("Caret")),
    ("~", gettext_lazy("Tilde")),
]


class FileForm(forms.Form):
    """A file, or what was pasted in its place; each kind of upload takes it in."""

    nothing = gettext_lazy("Choose a file.")

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if (
            not self.errors
            and not cleaned["file"]
            and not cleaned.get("rows", "").strip()
        ):
            self.add_error("file", str(self.nothing))
        return cleaned

    def receive(self, audience: Audience, owner: User) -> Upload | None:
        """Store what was brought; None, with an error at its field, if refused."""
        file: IO[bytes] | None = self.cleaned_data["file"]
        try:
            if file:
                return self.take(audience, file, str(file.name), owner)
            return self.take_pasted(audience, self.cleaned_data["rows"], owner)
        except FileRefused as refused:
            self.add_error("file" if file else "rows", str(refused))
            return None

    def take(
        self, audience: Audience, file: IO[bytes], name: str, owner: User
    ) -> Upload:
        raise NotImplementedError

    def take_pasted(self, audience: Audience, text: str, owner: User) -> Upload:
        raise NotImplementedError


class UploadForm(FileForm):
    """A file of contacts, or rows of them."""

    nothing = gettext_lazy("Choose a file, or paste some rows.")

    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        max_length=pasting.MAX_LENGTH,
        required=False,
        strip=False,
    )

    def take(
        self, audience: Audience, file: IO[bytes], name: str, owner: User
    ) -> Upload:
        return arrivals.receive(audience, file, name, owner=owner)

    def take_pasted(self, audience: Audience, text: str, owner: User) -> Upload:
        return pasting.take(audience, text, owner=owner)


class SheetForm(forms.Form):
    """Which sheet of a workbook holds the rows."""

    sheet = forms.ChoiceField(
        label=gettext_lazy("Sheet"),
        error_messages={"required": gettext_lazy("Choose a sheet.")},
    )

    def __init__(self, data: Any, *, run: MappedUpload) -> None:
        super().__init__(data, initial={"sheet": run.sheet or run.parts[0]})
        self.fields["sheet"].required = not run.is_archive  # of which all are read
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
    def of(cls, run: Upload, data: Any = None) -> DialectForm:
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


class ColumnForm(forms.Form):
    """What one column of the file says; what is new has a name and mostly a type."""

    target = forms.ChoiceField()
    name = forms.CharField(max_length=100, required=False)
    type = forms.ChoiceField(required=False)

    def __init__(
        self, data: Any, index: int, column: Any, targets: Any, **initial: str
    ) -> None:
        super().__init__(data, prefix=f"c{index}", initial=initial)
        self.column = column
        self.title = column.title or _("Column %s") % (index + 1)
        self.fields["target"].choices = targets  # type: ignore[attr-defined]
