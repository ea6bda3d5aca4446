"""The rules of an audience: a cap for each person, and hours of quiet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.models import SendingRules


class SendingRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    cap_messages = forms.IntegerField(
        label=gettext_lazy("At most so many messages"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Empty for any number."),
    )
    cap_days = forms.IntegerField(
        label=gettext_lazy("In so many days"), min_value=1, max_value=90
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    class Meta:
        model = SendingRules
        fields = ["cap_messages", "cap_days", "quiet_from", "quiet_to"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        if (begins is None) != (ends is None):
            missing = "quiet_from" if begins is None else "quiet_to"
            if missing not in self.errors:
                self.add_error(missing, _("Say when it begins and when it ends."))
        elif begins is not None and begins == ends:
            self.add_error("quiet_to", _("It would be quiet all day, or never."))
        return cleaned
