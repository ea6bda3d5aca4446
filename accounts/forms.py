from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields = ["name", "language", "shortcuts_enabled"]
        labels = {"shortcuts_enabled": _("Single keys act on the page")}
        help_texts = {
            "name": _("How colleagues see you, and who changes are recorded by."),
            "shortcuts_enabled": _(
                "Such as C to create or / to search. Ctrl K works in any case."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("", _("As the browser says")), *_languages()],
            required=False,
        )


def _languages() -> list[tuple[str, str]]:
    """The languages of the interface, each in its own words."""
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _name in settings.LANGUAGES
    ]
