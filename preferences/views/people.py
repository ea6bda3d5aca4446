"""What one person chose, on their page, and how staff change it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import client_ip, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.causes import Cause
from contacts.views.verbs import answer
from preferences import choosing, profile

TEMPLATE = "preferences/contact_preferences.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_preferences(
    request: AudienceRequest, audience: Audience, contact_pk: int
) -> HttpResponse:
    """A part of the profile, or a page."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    contact.audience = audience
    context = {
        "audience": audience,
        "contact": contact,
        "categories": profile.chosen_by(contact),
        "states": profile.states(),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, TEMPLATE, context, partial="contact-preferences")


@require_POST
@audience_scoped(Right.MANAGE)
def contact_choose(
    request: AudienceRequest, audience: Audience, contact_pk: int, preference_pk: int
) -> HttpResponse:
    """Put it into the state that is sent, unless it is another one than was shown."""
    contact = get_object_or_404(audience.contacts, pk=contact_pk)
    preference = get_object_or_404(audience.preferences.present(), pk=preference_pk)
    state, labels = request.POST.get("state", ""), dict(profile.states())
    before = profile.state_of(contact, preference)
    if state not in labels or request.POST.get("was", before) != before:
        return answer(request, contact, Toast(_("It was changed meanwhile."), "error"))
    cause = Cause(audience, "staff", actor=request.user, ip=client_ip(request))
    if not choosing.choose(contact, preference, state, cause):
        return answer(request, contact, Toast(_("Nothing has changed."), "info"))
    said = {"preference": preference.name, "state": labels[state]}
    toast = Toast(
        _("%(preference)s: %(state)s.") % said,
        undo_url=request.path,
        undo_fields={"state": before, "was": state},
    )
    return answer(request, contact, toast)
