"""What an audience tells anybody of itself: who writes, and what one gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry
from contacts.facts import language_in_words
from forms.landing.joining import FormShown, of_form, offers
from forms.landing.texts import as_source, cleaned
from forms.models import AboutPage

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from accounts.models import User
    from audiences.models import Audience

WORDS = {
    "who": gettext_lazy("Who writes"),
    "what": gettext_lazy("What one gets, and how often"),
}
LONGEST = 3000


def about_of(audience: Audience) -> AboutPage:
    """What is set of it; one that tells nothing where nothing is set."""
    about = audience.aboutpages.first() or AboutPage()
    about.audience = audience
    return about


def text_in(about: AboutPage, name: str, language: str) -> SafeString:
    """In that language, else in the audience's own; without merge tags."""
    codes = (language, about.audience.language)
    said = (about.texts.get(code, {}).get(name, "") for code in codes)
    text = next(filter(None, said), "")
    return cleaned(as_source(text))


def form_on(about: AboutPage, language: str) -> FormShown | None:
    """The form by which people sign up there; none where it is closed or gone."""
    if not about.form_id:
        return None
    return of_form(about.audience, about.form_id, language)


class AboutForm(forms.Form):
    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody can open the page about this audience"),
        required=False,
    )
    has_archive = forms.BooleanField(
        label=gettext_lazy("With the archive of messages"),
        help_text=gettext_lazy(
            "In it stands what is marked as public on the page of a message."
        ),
        required=False,
    )
    form_id = forms.TypedChoiceField(
        label=gettext_lazy("Sign-up form on it"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any, *, about: AboutPage) -> None:
        names = ("is_public", "has_archive", "form_id")
        super().__init__(data, initial={name: getattr(about, name) for name in names})
        self.about, self.audience = about, about.audience
        choice: Any = self.fields["form_id"]
        choice.choices = [("", "–"), *offers(self.audience)]
        for code in self.audience.spoken:
            said = about.texts.get(code, {})
            for name, label in WORDS.items():
                self.fields[f"text-{code}-{name}"] = forms.CharField(
                    label=label,
                    max_length=LONGEST,
                    required=False,
                    initial=said.get(name, ""),
                    widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
                )

    @property
    def texts(self) -> list[tuple[str, str, list[Any]]]:
        """The inputs, by language: code, name, inputs."""
        codes = self.audience.spoken
        return [
            (
                code,
                language_in_words(code) if len(codes) > 1 else "",
                [self[f"text-{code}-{name}"] for name in WORDS],
            )
            for code in codes
        ]


@transaction.atomic
def save(form: AboutForm, actor: User) -> None:
    cleaned_data, audience = form.cleaned_data, form.audience
    texts = {
        code: {name: cleaned_data[f"text-{code}-{name}"] for name in WORDS}
        for code in audience.spoken
    }
    names = ("is_public", "has_archive", "form_id")
    said = {name: cleaned_data[name] for name in names}
    said["texts"] = {**form.about.texts, **texts}
    AboutPage.objects.update_or_create(audience=audience, defaults=said)
    AuditEntry.objects.record(
        audience.account, "about.changed", audience.name, actor=actor
    )
