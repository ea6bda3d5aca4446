"""What is known of a contact, changed in place or on a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import trigger_client_event

from accounts import toasts
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.adding import SuppressedError
from contacts.causes import Cause
from contacts.editing import AddressTakenError, edit
from contacts.facts import Fact, fact_named
from contacts.forms.contacts import linked
from contacts.forms.editing import ContactEditForm
from contacts.models import Contact
from contacts.views.profile import find
from contacts.views.verbs import answer, toast_of

WHOLE = "contacts/contact_edit.html"
TEMPLATE = "contacts/contact_fact.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = find(audience, pk)
    data = request.POST if request.method == "POST" else None
    form = ContactEditForm(data, contact=contact)
    if form.is_valid() and _edit(request, contact, form) is not None:
        toasts.show(request, Toast(_("The changes are saved.")))
        url = contact.get_absolute_url()
        return go_to(request, url)
    context = {"audience": audience, "contact": contact, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, WHOLE, context, partial="contact-form", status=status)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_fact(
    request: AudienceRequest, audience: Audience, pk: int, name: str
) -> HttpResponse:
    """One fact as it is shown: where a change was given up."""
    contact = find(audience, pk)
    fact = _fact(contact, name)
    if not wants_part(request):
        return redirect(contact)
    return _shown(request, contact, fact)


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_fact_update(
    request: AudienceRequest, audience: Audience, pk: int, name: str
) -> HttpResponse:
    contact = find(audience, pk)
    fact = _fact(contact, name)
    data = request.POST if request.method == "POST" else None
    form = ContactEditForm(data, contact=contact, only=name)
    before = form.texts
    if form.is_valid() and (changed := _edit(request, contact, form)) is not None:
        return _saved(request, contact, name, before if changed else {})
    context = {"audience": audience, "contact": contact, "fact": fact, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, TEMPLATE, context, partial="fact-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def contact_vip(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    contact = find(audience, pk)
    vip = request.POST.get("vip") == "on"
    edit(contact, {"vip": vip}, {}, Cause(audience, "staff", actor=request.user))
    text = _("%(name)s is a VIP.") if vip else _("%(name)s is no VIP any more.")
    undo_url = reverse("contacts:contact_vip", args=[audience.pk, pk])
    fields = {"vip": "" if vip else "on"}
    toast = toast_of(contact, text, undo_url=undo_url, undo_fields=fields)
    return answer(request, contact, toast)


def _fact(contact: Contact, name: str) -> Fact:
    fact = fact_named(contact, name)
    if fact is None:
        raise Http404
    return fact


def _saved(
    request: AudienceRequest, contact: Contact, name: str, before: dict[str, str]
) -> HttpResponse:
    """The fact as it is now, with a way back where something changed."""
    url = reverse(
        "contacts:contact_fact_update", args=[contact.audience_id, contact.pk, name]
    )
    fact = _fact(contact, name)
    toast = Toast(_("Saved: %s.") % fact.label, undo_url=url, undo_fields=before)
    if not before:
        toast = Toast(_("Nothing has changed: %s.") % fact.label, "info")
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect(contact)
    response = toasts.append(_shown(request, contact, fact), request, toast)
    return trigger_client_event(response, "contacts-changed")


def _shown(request: AudienceRequest, contact: Contact, fact: Fact) -> HttpResponse:
    context = {
        "audience": contact.audience,
        "contact": contact,
        "fact": fact,
        "may_manage": request.membership.may(Right.MANAGE),
        "focused": True,
    }
    return render_page(request, TEMPLATE, context, partial="fact")


def _edit(
    request: AudienceRequest, contact: Contact, form: ContactEditForm
) -> list[str] | None:
    """Change what the form says; None, with the reason in it, where that cannot be."""
    cause = Cause(contact.audience, "staff", actor=request.user)
    try:
        return edit(contact, form.columns, form.own_fields, cause)
    except AddressTakenError as taken:
        form.add_error("email", linked(str(taken), taken.contact))
    except SuppressedError as suppressed:
        form.add_error("email", str(suppressed))
    return None
