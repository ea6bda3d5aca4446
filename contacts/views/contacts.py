"""The table of an audience's contacts, and adding one."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import toasts
from accounts.http import client_ip, go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from audiences.plans import PlanLimit
from contacts import adding, bulk
from contacts.adding import Added, AlreadyHereError, SuppressedError
from contacts.arranging import arrangement_of, opened_by_itself
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.forms.contacts import ContactAddForm, linked
from contacts.forms.filters import FilterForm
from contacts.table import rows_of, table_of

FORM = "contacts/contact_form.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    arrangement = arrangement_of(audience, request.user, request.GET)
    if view := opened_by_itself(arrangement, request.GET):
        return redirect(view)
    table = table_of(audience, request.GET, arrangement)
    may_manage = request.membership.may(Right.MANAGE)
    context = {
        "audience": audience,
        "table": table,
        "beneath": arrangement.beneath,
        "rows": rows_of(audience, table, may_manage),
        "verbs": bulk.offered(request.membership, table.wanted),
        # Asked for by the whole page only.
        "running": partial(bulk.running, audience, request.user),
        "may_manage": may_manage,
        "may_export": request.membership.may(Right.GOVERN),
    }
    template = "contacts/contact_list.html"
    return render_page(request, template, context, partial="contact-results")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_filter(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Ask for what else the list is to be narrowed by, and lead there."""
    wanted, is_said = Filter.from_query(request.GET), "chosen" in request.GET
    data = request.GET if is_said else None
    form = FilterForm(data, audience=audience, wanted=wanted)
    url = reverse("contacts:contact_list", args=[audience.pk])
    if form.is_valid():
        url = f"{url}?{form.chosen.query_string}"
        return go_to(request, url)
    others = [pair for pair in wanted.to_query() if pair[0] not in form.fields]
    context = {"audience": audience, "form": form, "others": others, "url": url}
    status = 422 if form.is_bound else 200
    template = "contacts/contact_filter.html"
    return render_page(request, template, context, partial="filter", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ContactAddForm(data, audience=audience)
    if form.is_valid() and (added := _add(request, audience, form)):
        toasts.show(request, _said(added))
        url = added.contact.get_absolute_url()
        return go_to(request, url)
    tags = audience.tags.present().in_order().values_list("name", flat=True)
    context = {"audience": audience, "form": form, "tag_names": tags[:200]}
    status = 422 if form.is_bound else 200
    return render_page(request, FORM, context, partial="contact-form", status=status)


def _add(
    request: AudienceRequest, audience: Audience, form: ContactAddForm
) -> Added | None:
    """Add who the form names; or leave the reason why not in the form."""
    said = form.cleaned_data
    cause = Cause(
        audience,
        "staff",
        actor=request.user,
        ip=client_ip(request),
        wording=str(form.fields["permission"].label) if said["permission"] else "",
    )
    try:
        return adding.add(
            audience,
            form.person,
            cause,
            permission=said["permission"],
            tags=said["tags"],
            update=said["update"],
        )
    except AlreadyHereError as here:
        form.add_error("email", linked(str(here), here.contact))
    except SuppressedError as suppressed:
        form.add_error("email", str(suppressed))
    except PlanLimit as limit:
        form.add_error(None, str(limit))
    return None


def _said(added: Added) -> Toast:
    text = _("%s is added.") if added.is_new else _("%s was here and is updated.")
    return Toast(text % added.contact)
