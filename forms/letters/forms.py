"""The text of a message, and who wants which notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from audiences.models import Audience
from forms.letters import editing
from forms.letters.kinds import KINDS, OF_STAFF
from forms.models.letters import MAX_BODY, MAX_SUBJECT, NoticeChoice


class LetterForm(forms.Form):
    """A subject and a text; both are refused where they could not be sent."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=MAX_SUBJECT,
        error_messages={"required": gettext_lazy("The message has no subject.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MAX_BODY,
        error_messages={"required": gettext_lazy("The message says nothing yet.")},
        help_text=gettext_lazy(
            "An empty line begins a paragraph. An address alone in one is a button."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "class": "mono"}),
    )

    def __init__(
        self, data: Any, *, audience: Audience, kind: str, initial: dict[str, str]
    ) -> None:
        super().__init__(data, initial=initial)
        self.audience, self.kind = audience, kind

    def clean_body(self) -> str:
        """With the ends of lines as the texts of the house have them."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            said = (cleaned["subject"], cleaned["body"])
            for problem in editing.problems_of(self.audience, self.kind, *said):
                self.add_error("body", problem)
        return cleaned

    @property
    def said(self) -> tuple[str, str]:
        """What stands in the inputs now, whether it is right or not."""
        values = (str(self[name].value() or "") for name in ("subject", "body"))
        subject, body = values
        return subject[:MAX_SUBJECT], body.replace("\r\n", "\n")[:MAX_BODY]


class NoticesForm(forms.Form):
    """Which notices one member of the team wants."""

    def __init__(self, data: Any, *, wishes: NoticeChoice) -> None:
        super().__init__(data)
        for kind in OF_STAFF:
            self.fields[kind] = forms.BooleanField(
                label=KINDS[kind].label,
                required=False,
                initial=getattr(wishes, kind),
            )

    @property
    def wanted(self) -> list[str]:
        return [kind for kind in OF_STAFF if self.cleaned_data[kind]]
