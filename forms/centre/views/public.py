"""The page on which somebody chooses what they get. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import client_ip
from forms.centre import asking, finding, leaving, saving
from forms.centre.finding import Opened
from forms.centre.form import CentreForm
from forms.centre.held import held_by
from forms.centre.languages import house
from forms.centre.views.answers import (
    language_for,
    may_post,
    page,
    posted,
    shut,
)

METHODS = ["GET", "HEAD", "POST"]
ALL = "all"

type View = Callable[[HttpRequest, Opened], HttpResponse]


def of_reader(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find whose link it is: the view is only for somebody who is still there."""

    # The token is the secret: there is no session that could be ridden.
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        opened = finding.find(token)
        if not isinstance(opened, Opened):
            return shut(request, opened)
        with translation.override(house(language_for(request, opened))):
            return view(request, opened)

    return found


@require_http_methods(METHODS)
@of_reader
def centre(request: HttpRequest, opened: Opened) -> HttpResponse:
    if request.method != "POST":
        return page(request, opened)
    if not may_post(request, opened):
        return page(request, opened, notice="often", status=429)
    held = held_by(opened.contact, is_fresh=opened.is_fresh)
    form = CentreForm(
        posted(request), held=held, language=language_for(request, opened)
    )
    if not form.is_valid():
        return page(request, opened, form=form, status=422)
    saved = saving.save(form, ip=client_ip(request))
    return _again(
        request,
        "saved" if saved.is_changed else "" if saved.new_address else "unchanged",
        opened.token,
        address=saved.new_address,
    )


@require_POST
@of_reader
def centre_leave(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Out of the audience or of everything: never refused, however often asked."""
    ip = client_ip(request)
    if ALL in posted(request):
        leaving.leave_all(opened, ip=ip, wording=_("Unsubscribe from everything"))
        return _again(request, "left_all", opened.token)
    leaving.leave(opened, ip=ip, wording=pgettext("by the reader", "Unsubscribe"))
    return _again(request, "left", opened.token)


@require_POST
@of_reader
def centre_return(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Subscribe them again, where the link was just sent to their address."""
    wording = _("I want to get email again")
    is_back = may_post(request, opened) and leaving.come_back(
        opened, ip=client_ip(request), wording=wording
    )
    return _again(request, "back" if is_back else "unchanged", opened.token)


@require_POST
@of_reader
def centre_link(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Mail them a link of their own, by which all is told and they can come back."""
    if not may_post(request, opened):
        return page(request, opened, notice="often", status=429)
    asking.send(opened.contact)
    return page(request, opened, notice="link_sent")


def _again(
    request: HttpRequest, notice: str, token: str, address: str = ""
) -> HttpResponse:
    """The page as it is by now."""
    opened = finding.find(token)
    if not isinstance(opened, Opened):
        return shut(request, opened)
    return page(request, opened, notice=notice, address=address)
