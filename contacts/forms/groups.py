"""Making, naming and changing categories and their groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences.models import Audience
from contacts import categories
from contacts.models import Group, GroupCategory

MAX_NAME = 100
MAX_GROUPS = categories.MAX_GROUPS

KINDS = {
    GroupCategory.Kind.CHECKBOXES: gettext_lazy("People may choose several."),
    GroupCategory.Kind.RADIO: gettext_lazy("People choose one; all are shown."),
    GroupCategory.Kind.DROPDOWN: gettext_lazy("People choose one, from a list."),
    GroupCategory.Kind.HIDDEN: gettext_lazy(
        "People do not see it; staff puts them into its groups."
    ),
}


class NamesField(forms.CharField):
    """Names of groups, one on each line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=gettext_lazy("Groups"),
            help_text=gettext_lazy("One on each line."),
            max_length=50_000,
            widget=forms.Textarea(attrs={"rows": 5}),
            **more,
        )

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).splitlines()
        names = [line.strip() for line in lines if line.strip()]
        if any(len(name) > MAX_NAME for name in names):
            raise ValidationError(
                _("The name of a group has at most %s characters.") % MAX_NAME
            )
        check_names(names)
        return names


def check_names(names: Iterable[str], there: Iterable[str] = ()) -> None:
    """Refuse too many names, and those that differ in their capitals alone.

    There are groups of some names already.
    """
    taken = {name.casefold() for name in there}
    seen = set(taken)
    for name in names:
        if name.casefold() in taken:
            raise ValidationError(_("The category has a group “%s” already.") % name)
        if name.casefold() in seen:
            raise ValidationError(_("“%s” is named twice.") % name)
        seen.add(name.casefold())
    if len(seen) > MAX_GROUPS:
        raise ValidationError(_("A category has at most %s groups.") % MAX_GROUPS)


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    names = NamesField(required=False)

    class Meta:
        model = GroupCategory
        fields = ["title", "kind"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, data: Any, *, instance: GroupCategory) -> None:
        super().__init__(data, instance=instance)
        self.was_single = instance.is_single
        self.fields["title"].widget.attrs.update(autocomplete="off", autofocus=True)
        if instance.pk:
            del self.fields["names"]

    def _get_validation_exclusions(self) -> set[str]:
        """Let the audience take part, within which titles are unique."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"audience", "deleted_at"}

    @property
    def kinds(self) -> list[tuple[str, Any, Any, bool]]:
        """Value, label and meaning of each kind, and whether it is chosen."""
        chosen = self["kind"].value()
        return [(k.value, k.label, text, k == chosen) for k, text in KINDS.items()]

    @property
    def narrows(self) -> bool:
        """Whether people may be in more groups than the new kind allows."""
        category: GroupCategory = self.instance
        return bool(category.pk and category.is_single and not self.was_single)


class NarrowForm(forms.Form):
    """That a category of one group at most takes people out of the others."""

    confirm_leaving = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, category: GroupCategory) -> None:
        super().__init__(data)
        self.n = categories.in_several(category).count()

    @property
    def text(self) -> str:
        return ngettext(
            "%(n)s contact is in several of these groups. They stay in the first one, "
            "in the order of the list, and leave the others.",
            "%(n)s contacts are in several of these groups. Each stays in the first "
            "one, in the order of the list, and leaves the others.",
            self.n,
        ) % {"n": intcomma(self.n)}

    @property
    def is_settled(self) -> bool:
        return self.is_valid() and (
            not self.n or bool(self.cleaned_data["confirm_leaving"])
        )


class GroupPickForm(forms.Form):
    """One of the groups there are."""

    group = forms.TypedChoiceField(
        label=gettext_lazy("Group"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a group.")},
    )

    def __init__(self, data: Any, *, audience: Audience) -> None:
        super().__init__(data)
        self.audience = audience
        listed = audience.group_categories.listed()
        choices = [
            (category.title, [(g.pk, g.name) for g in category.listed_groups])
            for category in listed
        ]
        picked: Any = self.fields["group"]
        picked.choices = [("", _("Choose a group")), *choices]
        if not listed:
            picked.help_text = _("There are no groups yet.")

    @property
    def picked(self) -> Group:
        """The group that a valid form names."""
        pk = self.cleaned_data["group"]
        group: Group = self.audience.groups.present().get(pk=pk)
        return group


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, data: Any, *, instance: Group) -> None:
        super().__init__(data, instance=instance)
        self.fields["name"].widget.attrs.update(autocomplete="off", autofocus=True)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        group: Group = self.instance
        others = group.audience.groups.present().filter(category=group.category_id)
        if others.exclude(pk=group.pk).filter(name__iexact=name).exists():
            raise ValidationError(_("The category has a group of this name already."))
        return name


class GroupsForm(forms.Form):
    """More groups for a category."""

    names = NamesField()

    def __init__(self, data: Any, *, category: GroupCategory) -> None:
        super().__init__(data)
        self.category = category
        self.fields["names"].widget.attrs.update(autofocus=True)

    def clean_names(self) -> list[str]:
        names: list[str] = self.cleaned_data["names"]
        groups = self.category.audience.groups.present()
        there = groups.filter(category=self.category.pk).values_list("name", flat=True)
        check_names(names, there)
        return names
