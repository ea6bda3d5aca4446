from __future__ import annotations

from django import forms

from events.models import CustomEvent


class CustomEventForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = CustomEvent
        fields = ["description"]
