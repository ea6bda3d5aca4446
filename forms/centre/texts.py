"""What staff say on the centre of their audience, and which sections it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from forms.centre.held import centre_of
from forms.centre.languages import languages_of
from forms.models import Centre, Section
from forms.models.centre import MAX_HEADING, MAX_INTRO

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

PARTS = ("heading", "intro")


class CentreTextsForm(forms.Form):
    """Heading and introduction in each language of the audience, and the sections."""

    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        choices=Section.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, audience: Audience) -> None:
        super().__init__(data)
        self.audience = audience
        self.centre = centre_of(audience)
        self.languages = languages_of(audience)
        for language in self.languages:
            self._add(language.code)
        shown = [one for one in Section.values if one not in self.centre.hidden]
        self.initial["sections"] = shown

    def _add(self, code: str) -> None:
        own = code == self.audience.language
        said = (
            {part: getattr(self.centre, part) for part in PARTS}
            if own
            else self.centre.variants.get(code, {})
        )
        self.fields[f"heading-{code}"] = forms.CharField(
            label=_("Heading"), max_length=MAX_HEADING, required=False
        )
        self.fields[f"intro-{code}"] = forms.CharField(
            label=_("Introduction"),
            max_length=MAX_INTRO,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        for part in PARTS:
            self.initial[f"{part}-{code}"] = said.get(part, "")

    @property
    def rows(self) -> list[tuple[str, str, Any, Any]]:
        """Of each language its code, its name and the inputs."""
        return [
            (one.code, one.name, self[f"heading-{one.code}"], self[f"intro-{one.code}"])
            for one in self.languages
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What a valid form makes of the centre, by column.

        What was written in a language that the audience has no more is kept.
        """
        texts = {
            one.code: {part: self.cleaned_data[f"{part}-{one.code}"] for part in PARTS}
            for one in self.languages
        }
        own = texts.pop(self.audience.language)
        others = {code: text for code, text in texts.items() if any(text.values())}
        kept = {
            code: text
            for code, text in self.centre.variants.items()
            if code not in texts
        }
        shown = self.cleaned_data["sections"]
        hidden = [one for one in Section.values if one not in shown]
        return {**own, "variants": {**kept, **others}, "hidden": hidden}


@transaction.atomic
def save(form: CentreTextsForm, actor: User) -> None:
    audience = form.audience
    Centre.objects.update_or_create(audience=audience, defaults=form.said)
    AuditEntry.objects.record(
        audience.account, "centre.changed", audience.name, actor=actor
    )
