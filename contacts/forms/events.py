from __future__ import annotations

from django import forms

from events.models import CustomEvent


class CustomEventForm(forms.ModelForm[CustomEvent]):
    class Meta:
        model = CustomEvent
        fields = ["description"]
