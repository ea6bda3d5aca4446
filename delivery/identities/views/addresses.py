"""The addresses of an account, and the page on which their readers confirm them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import account_scoped
from accounts.http import HtmxHttpRequest, client_ip, render_page
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from delivery.identities import addresses
from delivery.identities.addresses import NotMailed
from delivery.identities.forms import AddressForm
from delivery.identities.views.answering import done, posted

METHODS = ["GET", "HEAD", "POST"]
FORM = "identities/address_form.html"
DELETE = "identities/address_delete.html"
CONFIRM = "identities/address_confirm.html"


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def address_create(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    form = AddressForm(posted(request), account=account)
    if not form.is_valid():
        context = {"account": account, "form": form}
        status = 422 if form.is_bound else 200
        return render_page(
            request, FORM, context, partial="address-form", status=status
        )
    email = form.cleaned_data["email"]
    address, _is_new = addresses.add(
        account, email, actor=request.user, ip=client_ip(request)
    )
    return _asked(request, account, address.pk)


@require_POST
@account_scoped(Right.ADMINISTER)
def address_ask(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    return _asked(request, account, pk)


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def address_delete(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    address = get_object_or_404(account.sender_addresses, pk=pk)
    if request.method != "POST":
        context = {"account": account, "address": address}
        return render_page(request, DELETE, context, partial="address-delete")
    addresses.delete(address, actor=request.user, ip=client_ip(request))
    return done(request, Toast(_("%s is deleted.") % address.email), _list_of(account))


@require_http_methods(METHODS)
@login_not_required
def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail opens: looking is nothing, the button confirms."""
    address = addresses.asked_by(token)
    context = {"address": address, "token": token, "is_done": False}
    if address is None:
        return render(request, CONFIRM, context, status=404)
    if request.method == "POST":
        addresses.confirm(address, ip=client_ip(request))
    context["is_done"] = request.method == "POST" or address.verified_at is not None
    return render(request, CONFIRM, context)


def _asked(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    address = get_object_or_404(account.sender_addresses, pk=pk, verified_at=None)
    try:
        addresses.ask(address, actor=request.user)
    except NotMailed as why:
        return done(request, Toast(str(why), level="error"), _list_of(account))
    text = _("A mail with a link went to %s.") % address.email
    return done(request, Toast(text), _list_of(account))


def _list_of(account: Account) -> str:
    return reverse("identities:sender_list", args=[account.pk])
