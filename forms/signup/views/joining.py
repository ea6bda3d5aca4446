"""Where people sign up: the page of a form, its frame, and what other sites post.

Nothing here sets or reads a cookie. What comes from elsewhere can be forged by anybody,
and so makes no more than somebody who is asked by mail.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import client_ip
from forms.models import SignupForm
from forms.signup import counting, joining, stamps
from forms.signup.answers import AnswerForm
from forms.signup.design import Design, house_language
from forms.signup.finding import find
from forms.signup.joining import Visit
from forms.signup.pages import TRAP, Page, is_web_address
from forms.signup.views import answering
from forms.signup.views.answering import STATUSES, show
from forms.signup.wording import told

logger = logging.getLogger(__name__)

METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a form by itself."""
    return _met(request, token, "page")


@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def join_frame(request: HttpRequest, token: str) -> HttpResponse:
    """The same inside the pop-up of another site."""
    return _met(request, token, "popup")


@csrf_exempt
@login_not_required
@require_POST
def join_embed(request: HttpRequest, token: str) -> HttpResponse:
    """What the form in a page of another site posts; it has no stamp of ours."""
    return _met(request, token, "embed")


@csrf_exempt
@login_not_required
@require_POST
def join_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the mail once more; the answer is the same where there is none."""
    form, said = find(token), answering.posted(request)
    if form is None:
        return answering.astray(request)
    again = said.get("again", "") if said else ""
    asked = stamps.asked_again(form, again)
    if asked is None:
        return answering.astray(request, status=400)
    email, language = asked
    page = Page(form, Design.of(form.design), language)
    is_flooding = answering.is_flooding(request, form.pk)
    if not is_flooding:
        joining.resend(form, email)
    with translation.override(house_language(language)):
        context: dict[str, Any] = {"done": page.text("pending"), "again": again}
        context |= {"is_flooding": is_flooding, "is_again": not is_flooding}
        return show(request, page, context, 429 if is_flooding else 200)


@login_not_required
@require_safe
def join_logo(request: HttpRequest, token: str) -> HttpResponseBase:
    form = find(token)
    if form is None or not form.logo:
        return answering.astray(request)
    name = form.logo.name or ""
    kind = name.rpartition(".")[2].replace("jpg", "jpeg")
    response = FileResponse(form.logo.open("rb"), content_type=f"image/{kind}")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _met(request: HttpRequest, token: str, way: str) -> HttpResponse:
    form = find(token)
    if form is None:
        return answering.astray(request)
    said = answering.posted(request) if request.method == "POST" else None
    language = answering.speak(request, form.audience, said or {})
    page = Page(form, Design.of(form.design), language, way)
    with translation.override(house_language(language)):
        return _answered(request, page, said)


def _answered(request: HttpRequest, page: Page, said: QueryDict | None) -> HttpResponse:
    form = page.form
    if form.archived_at:
        return show(request, page, {"is_closed": True}, 410)
    if request.method != "POST":
        if request.method == "GET":
            counting.count(form, "shown")
        return _asked(request, page, None)
    if said is None:
        return _asked(request, page, None, trouble="large")
    return _posted(request, page, said)


def _posted(request: HttpRequest, page: Page, said: Any) -> HttpResponse:
    form = page.form
    if answering.is_flooding(request, form.pk):
        return _asked(request, page, said, trouble="often")
    if said.get(TRAP):
        logger.info("Form %s: a program filled in what nobody sees.", form.pk)
        return _done(request, page, str(said.get("email", ""))[:254])
    answers = _answers(page, said)
    if page.way != "embed" and not stamps.counts(form, said.get("stamp", "")):
        return _asked(request, page, said, trouble="quick")
    if not answers.is_valid():
        return _asked(request, page, said, status=422)
    visit = Visit(
        ip=client_ip(request) or None,
        language=page.language,
        wording=told(
            page.design, answers.questions, page.languages, answers.permissions
        ),
        way=page.way,
        is_trusted=page.way == "page",
    )
    joining.submit(form, answers.said, visit)
    return _done(request, page, answers.said.email)


def _answers(page: Page, said: Any) -> AnswerForm:
    return AnswerForm(
        said, audience=page.audience, design=page.design, languages=page.languages
    )


def _asked(
    request: HttpRequest,
    page: Page,
    said: Any,
    *,
    trouble: str = "",  # a key of STATUSES
    status: int = 200,
) -> HttpResponse:
    context = {
        "answers": _answers(page, said),
        "stamp": stamps.stamp(page.form),
        "trouble": trouble,
    }
    return show(request, page, context, STATUSES.get(trouble, status))


def _done(request: HttpRequest, page: Page, email: str) -> HttpResponse:
    """The same for everybody: how it went is said by mail alone."""
    url = page.design.redirect
    if url and page.way != "popup" and is_web_address(url):
        return answering.closed(HttpResponseRedirect(url))
    if _is_direct(page.form, page):
        return show(request, page, {"done": page.text("success")})
    again = stamps.again(page.form, email, page.language)
    return show(request, page, {"done": page.text("pending"), "again": again})


def _is_direct(form: SignupForm, page: Page) -> bool:
    return page.way == "page" and not page.design.is_double
