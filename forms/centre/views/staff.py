"""The centre as staff see it: its texts and sections, and as a contact sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.models import Contact
from contacts.views.verbs import answer
from forms.centre import asking, texts
from forms.centre.form import CentreForm
from forms.centre.held import held_by
from forms.centre.languages import house, spoken
from forms.centre.masks import masked_address
from forms.centre.page import Page
from forms.centre.views.answers import around

SOMEBODY = "anna@example.org"
TEMPLATE = "forms/centre_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def centre_update(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = texts.CentreTextsForm(data, audience=audience)
    if form.is_valid():
        texts.save(form, request.user)
        toasts.show(request, Toast(_("The public centre is saved.")))
        return go_to(request, request.path)
    ask_url = request.build_absolute_uri(
        reverse("centre_ask", args=[audience.public_id])
    )
    context = {"audience": audience, "form": form, "ask_url": ask_url}
    status = 422 if form.is_bound else 200
    return render_page(request, TEMPLATE, context, partial="centre-form", status=status)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def centre_preview(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """As somebody sees it of whom nothing is known yet."""
    nobody = Contact(
        audience=audience,
        email="",
        email_display=SOMEBODY,
        status="subscribed",
    )
    return _preview(request, nobody)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_centre(
    request: AudienceRequest, audience: Audience, contact_pk: int
) -> HttpResponse:
    """As they see it; their link is theirs alone, and nobody acts for them by it."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    contact.audience = audience
    return _preview(request, contact)


@require_POST
@audience_scoped(Right.MANAGE)
def contact_send_centre(
    request: AudienceRequest, audience: Audience, contact_pk: int
) -> HttpResponse:
    """Mail them the link to their page."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    contact.audience = audience
    if asking.send(contact):
        text = _("The link is on its way to %s.") % contact.email_display
        return answer(request, contact, Toast(text))
    if contact.status == "cleaned":
        text = _("Nothing was sent: email does not arrive at their address.")
    else:
        text = _("Nothing was sent: they got three such links within an hour.")
    return answer(request, contact, Toast(text, "error"))


def _preview(request: AudienceRequest, contact: Contact) -> HttpResponse:
    """The very page, in which nothing can be pressed."""
    audience = contact.audience
    language = spoken(request, audience, contact)
    with translation.override(house(language)):
        held = held_by(contact, is_fresh=False)
        form = CentreForm(None, held=held, language=language)
        context: dict[str, Any] = {
            **around(request, audience, language, request.path),
            "token": "",
            "form": form,
            "page": Page(form),
            "heading": held.centre.heading_in(language),
            "intro": held.centre.intro_in(language),
            "address": masked_address(contact.email_display),
            "contact_status": contact.status,
            "is_fresh": False,
            "may_come_back": False,
            "may_ask_to_come_back": False,
            "why_url": "",
            "notice": "",
            "sent_to": "",
            "is_preview": True,
        }
        return render(request, "forms/centre.html", context)
