"""The permission to send somebody SMS, as staff give and withdraw it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.forms.contacts import SmsPermissionForm
from contacts.views.verbs import answer, ask, cause_of, row_of, toast_of


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_subscribe_to_sms(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    form = SmsPermissionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask(request, contact, "contact_subscribe_to_sms", form, by_sms=True)
    cause = cause_of(request, audience, wording=form.wording)
    if row_of(contact).present().subscribe_to_sms(cause):
        toast = toast_of(contact, _("%(name)s is subscribed to SMS."))
    elif contact.sms_phone:
        text = _("%(name)s is not subscribed: only they themselves can do that now.")
        toast = toast_of(contact, text, "error")
    else:
        toast = toast_of(contact, _("%(name)s has no number for SMS."), "error")
    return answer(request, contact, toast, asked=True)


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_unsubscribe_from_sms(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    if request.method != "POST":
        return ask(request, contact, "contact_unsubscribe_from_sms", by_sms=True)
    row_of(contact).unsubscribe_from_sms(cause_of(request, audience))
    toast = toast_of(contact, _("%(name)s is unsubscribed from SMS."))
    return answer(request, contact, toast, asked=True)
