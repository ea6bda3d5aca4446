"""What a new form is called."""

from django import forms
from django.utils.translation import gettext_lazy


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy(
            "For you: where it stands, such as “Footer” or “Checkout”."
        ),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
