from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audiences.models import Audience
from contacts.models import Tag
from contacts.pasting import MAX_ADDRESSES, Pasted


class TagPickForm(forms.Form):
    """One tag: of those there are, or by its name."""

    choice = forms.IntegerField(required=False)
    name = forms.CharField(label=_("Tag"), max_length=100, required=False)

    def __init__(self, data: Any, *, audience: Audience, new: bool) -> None:
        """Take a name that no tag has only if `new` ones may be made."""
        super().__init__(data)
        self.audience = audience
        self.new = new

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        tags = self.audience.tags
        if cleaned.get("choice"):
            pk = cleaned["choice"]
        elif name := cleaned.get("name"):
            by_name = tags.ensure if self.new else tags.ids_by_name
            pk = by_name(self.audience, [name]).get(name, 0)
        else:
            if not self.errors:
                self.add_error("name", _("Choose a tag."))
            return cleaned
        cleaned["tag"] = tags.present().filter(pk=pk).first()
        if cleaned["tag"] is None:
            self.add_error("name", _("There is no such tag."))
        return cleaned

    @property
    def tag(self) -> Tag:
        """The tag that a valid form names; it is made when it is new."""
        tag: Tag = self.cleaned_data["tag"]
        return tag

    @property
    def problem(self) -> str:
        """Why the form is not valid, in one sentence."""
        return " ".join(str(errors[0]) for errors in self.errors.values())


class TagMergeForm(forms.Form):
    """Into which tag another one goes; first seen, then confirmed."""

    target: Any = forms.ModelChoiceField(
        label=_("Into"), queryset=None, empty_label=_("Choose a tag")
    )
    confirmed = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, tag: Tag) -> None:
        super().__init__(data)
        others = tag.audience.tags.present().exclude(pk=tag.pk)
        target: Any = self.fields["target"]
        target.queryset = others.in_order()

    @property
    def target_tag(self) -> Tag:
        tag: Tag = self.cleaned_data["target"]
        return tag

    @property
    def is_confirmed(self) -> bool:
        """Whether what came of this very tag was shown before."""
        return bool(self.cleaned_data["confirmed"] == self.target_tag.pk)


class TagPasteForm(forms.Form):
    addresses = forms.CharField(
        label=_("Addresses"),
        help_text=_("Up to 10,000, separated by anything; names beside them are fine."),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Tag"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "tag-names", "autocomplete": "off"}),
    )
    confirmed = forms.IntegerField(required=False)  # how many were shown

    def __init__(self, data: Any, *, audience: Audience) -> None:
        super().__init__(data)
        self.audience = audience

    def clean_addresses(self) -> Pasted:
        pasted = Pasted.of(self.audience, self.cleaned_data["addresses"])
        n = len(pasted.ids) + len(pasted.unknown)
        if n > MAX_ADDRESSES:
            raise forms.ValidationError(
                gettext("These are %(n)s addresses; at most %(most)s go at once.")
                % {"n": intcomma(n), "most": intcomma(MAX_ADDRESSES)}
            )
        return pasted

    @property
    def is_confirmed(self) -> bool:
        """Whether so many people were shown before."""
        return bool(self.cleaned_data["confirmed"] == len(self.pasted.ids) > 0)

    @property
    def pasted(self) -> Pasted:
        pasted: Pasted = self.cleaned_data["addresses"]
        return pasted


class TagForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = Tag
        fields = ["name"]

    def __init__(self, data: Any, *, instance: Tag) -> None:
        super().__init__(data, instance=instance)
        self.fields["name"].widget.attrs.update(autocomplete="off", autofocus=True)

    def _get_validation_exclusions(self) -> set[str]:
        """Let the audience take part, within which names are unique."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"audience", "deleted_at"}
