"""Making an API key and renaming one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import Membership
    from audiences.models import Audience

MOST_KEYS = 100  # of one account at a time

# What a program can do with a key of each role.
MEANINGS = {
    Role.OWNER: gettext_lazy("Everything that can be done in the account."),
    Role.ADMIN: gettext_lazy("Everything, also deleting audiences and erasing people."),
    Role.MANAGER: gettext_lazy(
        "Reads and changes; deletes no audience, erases nobody."
    ),
    Role.AUTHOR: gettext_lazy("Reads, and writes drafts."),
    Role.VIEWER: gettext_lazy("Reads, and changes nothing."),
    Role.AGENT: gettext_lazy("Reads audiences and their contacts alone."),
}


def roles_below(role: str) -> list[Role]:
    """The roles that somebody of this one may give to a key: up to their own."""
    return [each for each in Role if each != Role.OWNER or role == Role.OWNER]


class KeyNameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Which program it is for, such as “Shop”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class KeyForm(KeyNameForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    reach = forms.ChoiceField(
        label=gettext_lazy("Audiences"),
        choices=[
            ("all", gettext_lazy("All of the account, also those to come")),
            ("some", gettext_lazy("Only these:")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Only these audiences"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, membership: Membership) -> None:
        super().__init__(data)
        self.membership = membership
        seen = membership.account.audiences.for_membership(membership)
        self.seen = {str(audience.pk): audience for audience in seen}
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(r, r.label) for r in roles_below(membership.role)]
        role.initial = Role.MANAGER
        some = cast(forms.MultipleChoiceField, self.fields["audiences"])
        some.choices = [(pk, audience.name) for pk, audience in self.seen.items()]
        if membership.is_narrowed:
            # Nobody opens by a key what is closed to themselves.
            reach = cast(forms.ChoiceField, self.fields["reach"])
            reach.choices = [("some", _("Only these:"))]
            reach.initial = "some"

    @property
    def roles(self) -> list[tuple[str, Any, Any, bool]]:
        """Value, label and meaning of each role, and whether it is chosen."""
        chosen = self["role"].value()
        offered = roles_below(self.membership.role)
        return [(r.value, r.label, MEANINGS[r], r == chosen) for r in offered]

    @property
    def picked(self) -> list[Audience] | None:
        """The audiences of a valid form; None for all of the account."""
        if self.cleaned_data["reach"] == "all":
            return None
        return [self.seen[pk] for pk in self.cleaned_data["audiences"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reach") == "some" and not cleaned.get("audiences"):
            self.add_error("audiences", _("Choose an audience."))
        if self.membership.account.api_keys.live().count() >= MOST_KEYS:
            text = _("There are %s keys: revoke one that is not needed.") % MOST_KEYS
            raise ValidationError(text)
        return cleaned
