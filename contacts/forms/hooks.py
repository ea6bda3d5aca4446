from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.hooks.making import MOST
from contacts.models import Hook


class HookForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = Hook
        fields = ["name", "adds_people", "is_syncing"]
        labels = {
            "name": gettext_lazy("Name"),
            "adds_people": gettext_lazy("Add people who are not in the audience yet"),
            "is_syncing": gettext_lazy("Start no flows"),
        }
        help_texts = {
            "name": gettext_lazy("What calls it, such as “Shop” or “Typeform”."),
            "adds_people": gettext_lazy(
                "As nonsubscribed: a call is no permission to send mail. Otherwise "
                "calls about strangers are refused."
            ),
            "is_syncing": gettext_lazy(
                "For data that is copied over, and not what people do at the moment."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        hooks = self.instance.audience.hooks.present()
        if self.instance.pk is None and hooks.count() >= MOST:
            text = _("There are %s webhooks: delete one that is not needed.") % MOST
            raise ValidationError(text)
        return cleaned
