from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy

from contacts.models import MAX_NOTE


class NoteField(forms.CharField):
    """Text in which a line ends with one letter, as the browser counts it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value and str(value).replace("\r\n", "\n")) or ""


class NoteForm(forms.Form):
    text = NoteField(
        label=gettext_lazy("Note"),
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "At most 1,000 characters. Your colleagues see it, the contact never does."
        ),
        error_messages={"required": gettext_lazy("Write something first.")},
    )

    def focused(self) -> Self:
        """The form with the cursor in it."""
        self.fields["text"].widget.attrs["autofocus"] = True
        return self
