"""The list of an account's audiences and what is done to it in one press."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts import toasts
from accounts.access import account_scoped
from accounts.http import (
    HtmxHttpRequest,
    client_ip,
    number_of,
    render_page,
    wants_part,
)
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import lifecycle, listing, ordering, switching
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from audiences.plans import plan_limit


@require_safe
@account_scoped(Right.VIEW_CONTACTS)
def audience_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    rows = listing.rows(request.membership)
    may_manage = request.membership.may(Right.MANAGE)
    context = {
        "account": account,
        "rows": [row for row in rows if not row.audience.archived_at],
        "archived": [row for row in rows if row.audience.archived_at],
        "may_manage": may_manage,
        "may_govern": request.membership.may(Right.GOVERN),
        "limit": plan_limit(account) if may_manage else "",
    }
    template = "audiences/audience_list.html"
    return render_page(request, template, context, partial="audience-list")


@require_safe
@account_scoped(Right.VIEW_CONTACTS)
def audience_options(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Where one can switch to; without scripts, the list."""
    if not wants_part(request):
        return redirect("audiences:audience_list", account.pk)
    here = number_of(request.GET.get("audience", ""))
    places = switching.places(request.membership, request.GET.get("section", ""), here)
    context = {"account": account, "places": places}
    return render(request, "audiences/audience_options.html", context)


@require_POST
@account_scoped(Right.MANAGE)
def audience_reorder(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    wanted = ordering.wanted_order(request.POST)
    before, after = ordering.reorder(request.membership, wanted)
    if before == after:
        return _answer(request, account, None)
    if "order" in request.POST:
        return _answer(request, account, Toast(_("The order is as it was.")))
    url = reverse("audiences:audience_reorder", args=[account.pk])
    fields = {"order": ",".join(map(str, before))}
    toast = Toast(_("Order saved"), undo_url=url, undo_fields=fields)
    return _answer(request, account, toast)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def audience_counts(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """The numbers of the sidebar, which asks for them when contacts changed."""
    if not wants_part(request):
        return redirect(audience)
    return render(request, "components/nav_counts.html")


@require_POST
@audience_scoped(Right.MANAGE)
def audience_archive(request: AudienceRequest, audience: Audience) -> HttpResponse:
    toast = None
    if lifecycle.archive(audience, actor=request.user, ip=client_ip(request)):
        text = _("“%(name)s” is archived.") % {"name": audience.name}
        url = reverse("audiences:audience_unarchive", args=[audience.pk])
        toast = Toast(text, undo_url=url)
    return _answer(request, audience.account, toast)


@require_POST
@audience_scoped(Right.MANAGE)
def audience_unarchive(request: AudienceRequest, audience: Audience) -> HttpResponse:
    toast = None
    if lifecycle.unarchive(audience, actor=request.user, ip=client_ip(request)):
        toast = Toast(_("“%(name)s” is back.") % {"name": audience.name})
    return _answer(request, audience.account, toast)


def _answer(
    request: HtmxHttpRequest, account: Account, toast: Toast | None
) -> HttpResponse:
    """Say what was done; the list of the page at hand fetches itself anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("audiences:audience_list", account.pk)
    response = HttpResponse()
    if toast:
        toasts.append(response, request, toast)
    if "id" not in request.POST:  # who sends the rows has them in order already
        trigger_client_event(response, "audiences-changed")
    return response
