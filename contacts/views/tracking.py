"""Whether somebody may be known as who opens and clicks, as staff say it for them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.views.verbs import answer, cause_of, row_of, toast_of, undo_by


@require_POST
@audience_scoped(Right.MANAGE)
def contact_refuse_tracking(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    row_of(contact).refuse_tracking(cause_of(request, audience))
    text = _("What %(name)s opens and clicks is counted without a name.")
    undo = undo_by(contact, "contact_allow_tracking")
    return answer(request, contact, toast_of(contact, text, **undo))


@require_POST
@audience_scoped(Right.MANAGE)
def contact_allow_tracking(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Take back what staff said; what they said themselves stands."""
    contact = get_object_or_404(audience.contacts, pk=pk)
    if not row_of(contact).allow_tracking(cause_of(request, audience)):
        text = _("Nothing changed: only they themselves can take that back.")
        return answer(request, contact, toast_of(contact, text, "error"))
    text = _("What %(name)s opens and clicks is counted with their name.")
    undo = undo_by(contact, "contact_refuse_tracking")
    return answer(request, contact, toast_of(contact, text, **undo))
