"""How a form gets into the pages of others: as plain HTML, or as a pop-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from contacts.facts import language_in_words
from forms.signup.answers import AnswerForm
from forms.signup.design import Design, house_language
from forms.signup.pages import Page

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import SignupForm

SCRIPT = "js/popup.js"


@dataclass(frozen=True, slots=True)
class Popup:
    """When it opens: after so many seconds, so far down the page, on leaving."""

    delay: int = 5
    scroll: int = 0  # of a hundred; 0 for never
    exit: bool = False
    once: bool = True

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Self:
        if "popup" not in said:
            return cls()
        return cls(
            delay=_number(said.get("delay", ""), 3600),
            scroll=_number(said.get("scroll", ""), 100),
            exit="exit" in said,
            once="once" in said,
        )


def languages_of(audience: Audience) -> list[tuple[str, str]]:
    return [(code, language_in_words(code)) for code in audience.spoken]


def html_of(form: SignupForm, language: str) -> str:
    """HTML that needs nothing of ours: it is posted here, wherever it stands."""
    design = Design.of(form.design)
    page = Page(form, design, language, "embed")
    with translation.override(house_language(language)):
        answers = AnswerForm(
            None, audience=form.audience, design=design, languages=page.languages
        )
        answers.use_required_attribute = True
        url = settings.PUBLIC_URL + page.action
        said = {"page": page, "answers": answers, "url": url}
        text = render_to_string("forms/embed_code.html", said)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def script_of(form: SignupForm, popup: Popup, language: str) -> str:
    """The tag that brings the pop-up into a page."""
    design = Design.of(form.design)
    frame = settings.PUBLIC_URL + reverse("join_frame", args=[form.token])
    with translation.override(house_language(language)):
        said = {
            "form": f"{frame}?lang={language}",
            "title": design.text("heading", (language, form.audience.language)),
            "close": _("Close"),
            "delay": str(popup.delay),
            "scroll": str(popup.scroll) if popup.scroll else "",
            "exit": "yes" if popup.exit else "",
            "once": "yes" if popup.once else "",
        }
    parts = format_html_join(
        "", ' data-{}="{}"', ((name, text) for name, text in said.items() if text)
    )
    source = f"{settings.PUBLIC_URL}/{settings.STATIC_URL.strip('/')}/{SCRIPT}"
    return format_html('<script async src="{}"{}></script>', source, parts)


def _number(text: str, most: int) -> int:
    digits = text.isdecimal() and text.isascii() and len(text) < 6
    return min(int(text), most) if digits else 0
