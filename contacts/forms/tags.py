from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audiences.models import Audience
from contacts.models import Tag


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
