"""One contact: all that is known, and what can be done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.adding import SuppressedError
from contacts.causes import Cause
from contacts.editing import AddressTakenError, edit
from contacts.forms.contacts import ContactEditForm, linked
from contacts.models import Contact
from contacts.profile import profile_of

TEMPLATE = "contacts/contact_detail.html"
FORM = "contacts/contact_edit.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """A page, or a panel beside the list."""
    return _show(request, audience, pk, "contact-panel")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_profile(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return _show(request, audience, pk, "contact-profile")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_activity(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return _show(request, audience, pk, "contact-feed")


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = _find(audience, pk)
    data = request.POST if request.method == "POST" else None
    form = ContactEditForm(data, contact=contact, audience=audience)
    if form.is_valid() and _edit(request, contact, form):
        url = contact.get_absolute_url()
        return HttpResponseClientRedirect(url) if wants_part(request) else redirect(url)
    context = {"audience": audience, "contact": contact, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, FORM, context, partial="contact-form", status=status)


def _show(
    request: AudienceRequest, audience: Audience, pk: int, partial: str
) -> HttpResponse:
    context = {
        "audience": audience,
        "profile": profile_of(_find(audience, pk), request.GET.get("before", "")),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, TEMPLATE, context, partial=partial)


def _find(audience: Audience, pk: int) -> Contact:
    contacts = audience.contacts.select_related("source")
    contact = get_object_or_404(contacts, pk=pk)
    contact.audience = audience
    return contact


def _edit(request: AudienceRequest, contact: Contact, form: ContactEditForm) -> bool:
    """Change what the form says; or leave the reason why not in it."""
    cause = Cause(contact.audience, "staff", actor=request.user)
    try:
        edit(contact, form.columns, form.own_fields, cause)
    except AddressTakenError as taken:
        form.add_error("email", linked(str(taken), taken.contact))
    except SuppressedError as suppressed:
        form.add_error("email", str(suppressed))
    else:
        toasts.show(request, Toast(_("The changes are saved.")))
        return True
    return False
