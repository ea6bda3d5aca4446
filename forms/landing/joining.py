"""Sign-up forms in pages: shown there, filled in there, answered there."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from accounts.http import client_ip
from forms.landing import counting
from forms.landing.kinds import Kind, register
from forms.signup import joining, stamps
from forms.signup.answers import AnswerForm
from forms.signup.design import Design, house_language
from forms.signup.joining import Visit
from forms.signup.pages import TRAP, Page
from forms.signup.views import answering
from forms.signup.views.answering import STATUSES
from forms.signup.wording import told

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from audiences.models import Audience
    from forms.landing.showing import Showing
    from forms.models import LandingPage, SignupForm

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Placed(Page):
    """A form inside a page, which answers it itself at its address."""

    here: str = ""

    @property
    def action(self) -> str:
        query = urlencode({"form": self.form.public_id, "lang": self.language})
        return f"{self.here}?{query}#sign-up"


@dataclass(slots=True)
class FormShown:
    """A form as a block shows it, empty or as it came back."""

    page: Page
    answers: AnswerForm
    stamp: str
    trouble: str = ""  # a key of STATUSES
    done: str = ""  # what is said once it was sent

    @property
    def form(self) -> SignupForm:
        return self.page.form


def offers(audience: Audience) -> list[tuple[int, str]]:
    return list(audience.signupforms.open().in_order().values_list("pk", "name"))


def shows(showing: Showing, pk: int) -> FormShown | None:
    """None where the form is closed or gone."""
    return of_form(showing.audience, pk, showing.language, showing.here)


def of_form(
    audience: Audience, pk: int, language: str, here: str = ""
) -> FormShown | None:
    """The form as it is at first; it is sent `here`, or else to its own page."""
    form = audience.signupforms.open().filter(pk=pk).first()
    if form is None:
        return None
    form.audience = audience
    design = Design.of(form.design)
    page = Page(form, design, language)
    if here:
        page = Placed(form, design, language, here=here)
    return FormShown(page, _answers(page, None), stamps.stamp(form))


def receive(
    request: HttpRequest, page: LandingPage, shown: FormShown, said: QueryDict | None
) -> int:
    """Take what was posted, note on `shown` what came of it, return the status."""
    with translation.override(house_language(shown.page.language)):
        shown.trouble = _trouble(request, shown, said)
        if shown.trouble or said is None:
            return STATUSES[shown.trouble]
        if said.get(TRAP):
            logger.info("Form %s: a program filled in what nobody sees.", shown.form.pk)
            shown.done = _done(shown.page)
            return 200
        if not shown.answers.is_valid():
            return 422
        _submit(request, shown)
        shown.done = _done(shown.page)
    counting.sign_up(page)
    return 200


def _trouble(request: HttpRequest, shown: FormShown, said: QueryDict | None) -> str:
    if said is None:
        return "large"
    shown.answers = _answers(shown.page, said)
    if answering.is_flooding(request, shown.form.pk):
        return "often"
    if said.get(TRAP):
        return ""
    stamp = said.get("stamp", "")
    if not stamps.counts(shown.form, stamp):
        return "quick"
    shown.stamp = stamp  # what is mended on the page has waited already
    return ""


def _submit(request: HttpRequest, shown: FormShown) -> None:
    page, answers = shown.page, shown.answers
    visit = Visit(
        ip=client_ip(request) or None,
        language=page.language,
        wording=told(
            page.design, answers.questions, page.languages, answers.permissions
        ),
        way="page",
        is_trusted=True,
    )
    joining.submit(page.form, answers.said, visit)


def _answers(page: Page, said: Mapping[str, Any] | None) -> AnswerForm:
    with translation.override(house_language(page.language)):
        answers = AnswerForm(
            said, audience=page.audience, design=page.design, languages=page.languages
        )
        list(answers.blocks)  # its labels speak the language of the page
    return answers


def _done(page: Page) -> str:
    return page.success if not page.design.is_double else page.text("pending")


register(
    Kind(
        "form",
        pgettext_lazy("a block of a page", "Sign-up form"),
        "forms",
        is_once=True,
        offers=offers,
        shows=shows,
    )
)
