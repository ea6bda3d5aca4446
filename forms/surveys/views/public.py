"""Where people answer: the page of a survey, their own link, and what sites post.

Nothing here sets or reads a cookie.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from contacts.addresses import masked
from contacts.models import Contact
from forms.models import Survey
from forms.signup.design import house_language
from forms.signup.pages import TRAP
from forms.signup.views import answering
from forms.signup.views.answering import STATUSES
from forms.surveys import applying, stamps, submitting
from forms.surveys.answers import AnswerForm
from forms.surveys.applying import Outcome
from forms.surveys.design import Design
from forms.surveys.finding import find
from forms.surveys.owning import has_answered
from forms.surveys.pages import Page
from forms.surveys.submitting import Answered, Stale, Visit

logger = logging.getLogger(__name__)

METHODS = ["GET", "HEAD", "POST"]
PAGE, CONFIRM = "forms/survey.html", "forms/survey_confirm.html"
# What is sent by one machine, to one survey by anybody, and asked of one link.
OF_MACHINE = Rate(20, seconds=600)
OF_SURVEY = Rate(600, seconds=60)
OF_LINK = Rate(20, seconds=600)
GONE = {Outcome.LATE: 410, Outcome.GONE: 410, Outcome.TWICE: 409}


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a survey by itself."""
    return _met(request, find(token), "page")


@csrf_exempt
@login_not_required
@require_POST
def survey_embed(request: HttpRequest, token: str) -> HttpResponse:
    """What the form in a page of another site posts; it has no stamp of ours."""
    return _met(request, find(token), "embed")


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def survey_own(request: HttpRequest, token: str) -> HttpResponse:
    """The same for one person, who is known by the link."""
    known = stamps.person(token)
    if known is None:
        return answering.astray(request)
    of, contact = known
    return _met(request, of, "link", contact)


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def survey_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the answers are theirs; it is so when it is posted."""
    row = stamps.submission(token)
    if row is None:
        return answering.astray(request)
    outcome: str = applying.outlook(row)
    status = 200
    if request.method != "POST":
        outcome = "asked" if outcome == Outcome.DONE else outcome
    elif not limits.take(f"survey:confirm:{row.pk}", OF_LINK):
        outcome, status = "often", 429
    else:
        outcome = applying.confirm(row, ip=client_ip(request) or None)
    page = Page(row.survey, Design.of(row.survey.design), row.language)
    context = {
        "page": page,
        "audience": row.audience,
        "outcome": str(outcome),
        "masked": masked(row.email),
        "token": token,
    }
    with translation.override(house_language(row.language)):
        status = GONE.get(outcome, status)  # type: ignore[call-overload]
        return answering.closed(render(request, CONFIRM, context, status=status))


def _met(
    request: HttpRequest, of: Survey | None, way: str, contact: Contact | None = None
) -> HttpResponse:
    if of is None:
        return answering.astray(request)
    said = answering.posted(request) if request.method == "POST" else None
    language = _language(request, of, said, contact)
    page = Page(of, Design.of(of.design), language, way, contact)
    if of.closed_at:
        return _show(request, page, {"is_closed": True}, 410)
    if contact is not None and has_answered(of, contact):
        return _show(request, page, {"is_answered": True})
    if request.method != "POST":
        return _asked(request, page, None)
    if said is None:
        return _asked(request, page, None, trouble="large")
    return _posted(request, page, said)


def _language(
    request: HttpRequest, of: Survey, said: Any, contact: Contact | None
) -> str:
    """What is asked for, else the contact's, else what the browser prefers."""
    spoken = of.audience.spoken
    asked = (said or {}).get("lang", "") or request.GET.get("lang", "")
    if asked not in spoken and contact is not None and contact.language in spoken:
        return contact.language
    return answering.speak(request, of.audience, said or {})


def _posted(request: HttpRequest, page: Page, said: Any) -> HttpResponse:
    of = page.survey
    if _is_flooding(request, of):
        return _asked(request, page, said, trouble="often")
    if said.get(TRAP):
        logger.info("Survey %s: a program filled in what nobody sees.", of.pk)
        return _show(request, page, {"is_done": True})
    if page.way != "embed" and not stamps.counts(of, said.get("stamp", "")):
        return _asked(request, page, said, trouble="quick")
    answers = _answers(page, said)
    if not answers.is_valid():
        return _asked(request, page, said, status=422)
    return _take(request, page, said, answers)


def _take(
    request: HttpRequest, page: Page, said: Any, answers: AnswerForm
) -> HttpResponse:
    of = page.survey
    visit = Visit(client_ip(request) or None, page.language, page.way)
    email = answers.email
    try:
        submitting.submit(of, answers.replies, visit, contact=page.contact, email=email)
    except Stale:
        return _changed(request, page, said)
    except Answered:
        return _show(request, page, {"is_answered": True})
    return _show(request, page, {"is_done": True, "is_by_address": bool(email)})


def _changed(request: HttpRequest, page: Page, said: Any) -> HttpResponse:
    """The questions are others since the page was made: they are asked anew."""
    of = page.survey
    of.refresh_from_db(fields=["version", "design", "closed_at"])
    fresh = Page(of, Design.of(of.design), page.language, page.way, page.contact)
    if of.closed_at:
        return _show(request, fresh, {"is_closed": True}, 410)
    return _asked(request, fresh, said, trouble="quick")


def _is_flooding(request: HttpRequest, of: Survey) -> bool:
    if not limits.take(f"survey:by:{client_ip(request)}", OF_MACHINE):
        logger.warning("Survey %s: too much from one machine.", of.pk)
        return True
    if not limits.take(f"survey:of:{of.pk}", OF_SURVEY):
        logger.warning("Survey %s: too much from everywhere.", of.pk)
        return True
    return False


def _answers(page: Page, said: Any) -> AnswerForm:
    return AnswerForm(
        said,
        design=page.design,
        languages=page.languages,
        is_known=page.contact is not None,
    )


def _asked(
    request: HttpRequest,
    page: Page,
    said: Any,
    *,
    trouble: str = "",  # a key of STATUSES
    status: int = 200,
) -> HttpResponse:
    with translation.override(house_language(page.language)):
        context = {
            "answers": _answers(page, said),
            "stamp": stamps.stamp(page.survey),
            "trouble": trouble,
        }
        return _show(request, page, context, STATUSES.get(trouble, status))


def _show(
    request: HttpRequest, page: Page, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {"page": page, "audience": page.audience}
    with translation.override(house_language(page.language)):
        response = answering.closed(render(request, PAGE, context, status=status))
    response._csp_config = dict(settings.SECURE_CSP)  # type: ignore[attr-defined]
    return response
