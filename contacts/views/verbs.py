"""What staff can do to one contact in one press, and how it is taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import client_ip, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.causes import Cause
from contacts.forms.contacts import PermissionForm
from contacts.forms.tags import TagPickForm
from contacts.models import Contact
from contacts.querysets import ContactQuerySet

TEMPLATE = "contacts/contact_status.html"


@require_POST
@audience_scoped(Right.MANAGE)
def contact_tag(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    form = TagPickForm(request.POST, audience=audience, new=True)
    if not form.is_valid():
        return answer(request, contact, Toast(form.problem, "error"))
    if not row_of(contact).tag(form.tag, cause_of(request, audience)):
        text = _("%(name)s has the tag “%(tag)s” already.")
        return answer(request, contact, toast_of(contact, text, "info", tag=form.tag))
    undo = undo_by(contact, "contact_untag", choice=str(form.tag.pk))
    text = _("%(name)s is tagged “%(tag)s”.")
    return answer(request, contact, toast_of(contact, text, tag=form.tag, **undo))


@require_POST
@audience_scoped(Right.MANAGE)
def contact_untag(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    form = TagPickForm(request.POST, audience=audience, new=False)
    if not form.is_valid():
        return answer(request, contact, Toast(form.problem, "error"))
    row_of(contact).untag(form.tag, cause_of(request, audience))
    undo = undo_by(contact, "contact_tag", choice=str(form.tag.pk))
    text = _("%(name)s no longer has the tag “%(tag)s”.")
    return answer(request, contact, toast_of(contact, text, tag=form.tag, **undo))


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_subscribe(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    form = PermissionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask(request, contact, "contact_subscribe", form)
    cause = cause_of(request, audience, wording=form.wording)
    if row_of(contact).present().subscribe(cause):
        toast = toast_of(contact, _("%(name)s is subscribed."))
    else:
        text = _("%(name)s is not subscribed: only they themselves can do that now.")
        toast = toast_of(contact, text, "error")
    return answer(request, contact, toast, asked=True)


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_unsubscribe(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    if request.method != "POST":
        return ask(request, contact, "contact_unsubscribe")
    row_of(contact).unsubscribe(cause_of(request, audience))
    toast = toast_of(contact, _("%(name)s is unsubscribed."))
    return answer(request, contact, toast, asked=True)


@require_POST
@audience_scoped(Right.MANAGE)
def contact_archive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    row_of(contact).archive(cause_of(request, audience))
    undo = undo_by(contact, "contact_unarchive")
    return answer(
        request, contact, toast_of(contact, _("%(name)s is archived."), **undo)
    )


@require_POST
@audience_scoped(Right.MANAGE)
def contact_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = get_object_or_404(audience.contacts, pk=pk)
    row_of(contact).unarchive(cause_of(request, audience))
    undo = undo_by(contact, "contact_archive")
    return answer(request, contact, toast_of(contact, _("%(name)s is back."), **undo))


def row_of(contact: Contact) -> ContactQuerySet:
    return contact.audience.contacts.filter(pk=contact.pk)


def cause_of(request: AudienceRequest, audience: Audience, wording: str = "") -> Cause:
    ip = client_ip(request)
    return Cause(audience, "staff", actor=request.user, ip=ip, wording=wording)


def undo_by(contact: Contact, view: str, **fields: str) -> dict[str, Any]:
    url = reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk])
    return {"undo_url": url, "undo_fields": fields}


def toast_of(contact: Contact, text: str, level: str = "success", **more: Any) -> Toast:
    said = text % {"name": contact, "tag": more.pop("tag", "")}
    return Toast(said, level, **more)


def ask(
    request: AudienceRequest,
    contact: Contact,
    view: str,
    form: PermissionForm | None = None,
    *,
    by_sms: bool = False,
) -> HttpResponse:
    """Ask before `view` is done; the form, where they are to be subscribed by it."""
    context = {
        "audience": contact.audience,
        "contact": contact,
        "form": form,
        "form_url": reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk]),
        "by_sms": by_sms,
    }
    status = 422 if form and form.is_bound else 200
    return render_page(
        request, TEMPLATE, context, partial="contact-status", status=status
    )


def answer(
    request: AudienceRequest, contact: Contact, toast: Toast, *, asked: bool = False
) -> HttpResponse:
    """Say what was done; what shows the contact fetches itself anew.

    A dialog that was `asked` with is closed.
    """
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect(contact)
    response = toasts.append(reswap(HttpResponse(), "none"), request, toast)
    trigger_client_event(response, "contacts-changed")
    return trigger_client_event(response, "dialog-close") if asked else response
