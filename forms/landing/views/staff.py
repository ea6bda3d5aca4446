"""What staff sets of the page about an audience, and of its archive."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.landing import archiving, introducing
from forms.landing.introducing import AboutForm, about_of

METHODS = ["GET", "HEAD", "POST"]
ABOUT = "forms/about_form.html"
SWITCH = "forms/message_archived.html"


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def about_update(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = AboutForm(data, about=about_of(audience))
    if form.is_valid():
        introducing.save(form, request.user)
        toasts.show(request, Toast(_("The page about this audience is saved.")))
        return go_to(request, request.path)
    urls = {
        name: settings.PUBLIC_URL + reverse(name, args=[audience.public_id])
        for name in ("about", "archive")
    }
    context = {"audience": audience, "form": form, "urls": urls}
    status = 422 if form.is_bound else 200
    return render_page(request, ABOUT, context, partial="about-form", status=status)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def message_archived(
    request: AudienceRequest, audience: Audience, message_pk: int
) -> HttpResponse:
    """Whether a message stands in the archive: looked at, and changed."""
    messages = audience.messages.filter(kind="bulk", channel="email")
    message = get_object_or_404(messages, pk=message_pk)
    message.audience = audience
    if request.method == "POST":
        change = archiving.show if "shown" in request.POST else archiving.hide
        change(message)
        if not request.htmx:
            return go_to(request, message.get_absolute_url())
    about = about_of(audience)
    context = {
        "audience": audience,
        "message": message,
        "is_shown": archiving.is_shown(message),
        "is_open": about.is_public and about.has_archive,
    }
    return render_page(request, SWITCH, context, partial="message-archived")
