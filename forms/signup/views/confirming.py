"""Where a mail leads to whoever signed up: looking changes nothing, a button does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import limits
from accounts.http import client_ip
from accounts.limits import Rate
from forms.signup import applying, stamps
from forms.signup.applying import Outcome
from forms.signup.design import Design, house_language
from forms.signup.pages import Page
from forms.signup.views import answering

if TYPE_CHECKING:
    from forms.models import Signup

TEMPLATE = "forms/join_confirm.html"
OF_ONE = Rate(20, seconds=600)
STATUSES = {Outcome.LATE: 410, Outcome.OUT: 409, Outcome.GONE: 410}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they want it; do it when it is posted."""
    signup = stamps.find(token)
    if signup is None:
        return answering.astray(request, "confirm")
    if request.method != "POST":
        seen = applying.outlook(signup)
        return _page(request, signup, "asked" if seen == Outcome.DONE else seen)
    if not limits.take(f"signup:confirm:{signup.pk}", OF_ONE):
        return _page(request, signup, "often", 429)
    with translation.override(house_language(signup.language)):
        wording = f"{_question(signup)} [{_('Yes, I want it')}]"
    done = applying.confirm(signup, ip=client_ip(request) or None, wording=wording)
    return _page(request, signup, done)


def _question(signup: Signup) -> str:
    name = signup.audience.name
    return _("Do you want to get email from %(name)s?") % {"name": name}


def _page(
    request: HttpRequest, signup: Signup, outcome: str, status: int = 200
) -> HttpResponse:
    page = Page(signup.form, Design.of(signup.form.design), signup.language)
    context: dict[str, Any] = {
        "page": page,
        "audience": signup.audience,
        "outcome": str(outcome),
        "token": request.resolver_match.kwargs["token"],  # type: ignore[union-attr]
        "may_join": not signup.form.archived_at and not signup.form.deleted_at,
    }
    with translation.override(house_language(signup.language)):
        context["question"] = _question(signup)
        status = STATUSES.get(outcome, status)  # type: ignore[call-overload]
        return answering.closed(render(request, TEMPLATE, context, status=status))
