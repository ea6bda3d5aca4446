from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from preferences.forms import choices_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Tag
    from preferences.models import Preference

LATER, INSIDE = "later", "inside"


class EntryForm(forms.Form):
    """What whoever enters a segment gets, and whether those inside get it too."""

    tag = forms.CharField(
        label=_("Tag for whoever enters"),
        help_text=_(
            "A name that no tag has yet makes a new one. Leave it blank to tag nobody."
        ),
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "list": "tag-names",
                "autocomplete": "off",
                "placeholder": _("No tag"),
            }
        ),
    )
    preference = forms.TypedChoiceField(
        label=_("Preference for whoever enters"),
        help_text=_("Nobody gets it who unsubscribed from it."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    inside = forms.ChoiceField(
        label=_("And those who are in it already?"),
        choices=[(LATER, "")],
        initial=LATER,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any,
        *,
        audience: Audience,
        tag: Tag | None,
        preference: Preference | None,
        inside: int | None,
    ) -> None:
        """`inside` is how many are in it, None where that is not known."""
        initial = {"tag": tag.name if tag else ""}
        initial["preference"] = str(preference.pk) if preference else ""
        super().__init__(data, initial=initial)
        self.audience = audience
        offered: Any = self.fields["preference"]
        offered.choices = [("", gettext("No preference")), *choices_of(audience)]
        field: Any = self.fields["inside"]
        field.choices = [
            (LATER, _("Only those who enter from now on")),
            (INSIDE, _also(inside)),
        ]

    @property
    def for_all(self) -> bool:
        return bool(self.cleaned_data["inside"] == INSIDE)

    @property
    def given(self) -> Preference | None:
        """The preference that a valid form names; None for none."""
        pk = self.cleaned_data["preference"]
        offered = self.audience.preferences.offered()
        preference: Preference | None = offered.filter(pk=pk).first()
        return preference

    def make_tag(self) -> Tag | None:
        """The tag that a valid form names, made if it is new; None for none."""
        name = self.cleaned_data["tag"]
        if not name:
            return None
        ids = self.audience.tags.ensure(self.audience, [name])
        tag: Tag = self.audience.tags.get(pk=ids[name])
        return tag


def _also(n: int | None) -> Any:
    if n is None:
        return _("Also everybody who is in it now")
    text = ngettext(
        "Also the %(n)s who is in it now", "Also the %(n)s who are in it now", n
    )
    return text % {"n": intcomma(n)}
