"""How people get to a survey: its page, a link of their own, or HTML in other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from forms.signup.design import house_language
from forms.signup.sharing import languages_of
from forms.surveys.answers import AnswerForm
from forms.surveys.design import Design
from forms.surveys.pages import Page
from forms.surveys.stamps import link_for

if TYPE_CHECKING:
    from forms.models import Survey

__all__ = ["html_of", "languages_of", "link_of"]


def html_of(survey: Survey, language: str) -> str:
    """HTML that needs nothing of ours: it is posted here, wherever it stands."""
    page = Page(survey, Design.of(survey.design), language, "embed")
    with translation.override(house_language(language)):
        answers = AnswerForm(None, design=page.design, languages=page.languages)
        url = settings.PUBLIC_URL + page.action
        said = {"page": page, "answers": answers, "url": url}
        text = render_to_string("forms/survey_embed.html", said)
    return "\n".join(line for line in text.splitlines() if line.strip())


def link_of(survey: Survey, email: str) -> str:
    """The link of whoever has the address; nothing where nobody has."""
    if not email:
        return ""
    contact = survey.audience.contacts.filter(email=email.lower()).first()
    return link_for(survey, contact) if contact else ""
