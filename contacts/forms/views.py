from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ViewForm(forms.Form):
    """The name of a saved view, and for whom it is."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    is_shared = forms.BooleanField(
        label=_("Everybody who sees this audience may use it"), required=False
    )
    is_default = forms.BooleanField(
        label=_("Open the list with it, for me"), required=False
    )

    def __init__(self, data: Any, *, may_share: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not may_share:
            del self.fields["is_shared"]
