"""What a public page of a survey shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from contacts.addresses import masked
from forms.models import Survey
from forms.signup import colors
from forms.signup.pages import OWN_LOOK, TRAP, Spoken, spoken_of
from forms.surveys import stamps
from forms.surveys.design import Design

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact


@dataclass(frozen=True, slots=True)
class Page:
    """A survey as it is shown in a language; `contact` came by a link of their own."""

    survey: Survey
    design: Design
    language: str
    way: str = "page"  # or "link" or "embed"
    contact: Contact | None = None

    @property
    def audience(self) -> Audience:
        return self.survey.audience

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language, self.audience.language)

    @property
    def action(self) -> str:
        if self.contact is not None:
            token = stamps.token_for(self.survey, self.contact)
            return reverse("survey_own", args=[token])
        name = "survey_embed" if self.way == "embed" else "survey"
        return reverse(name, args=[self.survey.token])

    @property
    def heading(self) -> str:
        return self.design.text("heading", self.languages) or self.survey.name

    @property
    def intro(self) -> str:
        return self.design.text("intro", self.languages)

    @property
    def button(self) -> str:
        return self.design.text("button", self.languages)

    @property
    def done(self) -> str:
        return self.design.text("done", self.languages)

    @property
    def trap(self) -> str:
        return TRAP

    @property
    def masked(self) -> str:
        """Whose answers these will be, so that only they recognize it."""
        return masked(self.contact.email) if self.contact else ""

    @property
    def style(self) -> str:
        """The colors of staff, as declarations; only what is a color gets in."""
        accent = self.design.accent
        if not colors.is_color(accent):
            return ""
        return OWN_LOOK.format(accent=accent, ink=colors.ink_on(accent))

    @property
    def ground(self) -> str:
        behind = self.design.background
        if not colors.is_color(behind):
            return ""
        scheme = "dark" if colors.is_dark(behind) else "light"
        return f"color-scheme: {scheme}; --bg: {behind};"

    @property
    def spoken(self) -> list[Spoken]:
        return spoken_of(self.audience, self.language)
