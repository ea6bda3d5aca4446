"""The API keys of an account: making, naming and revoking them."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.access import account_scoped
from accounts.http import HtmxHttpRequest, client_ip, render_page, wants_part
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from api import keys
from api.forms import KeyForm, KeyNameForm
from api.links import base_of
from api.models import ApiKey

METHODS = ["GET", "HEAD", "POST"]
LIST = "api/key_list.html"
FORM = "api/key_form.html"
RENAME = "api/key_rename.html"
REVOKE = "api/key_revoke.html"


@require_safe
@account_scoped(Right.ADMINISTER)
def key_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    context = {
        "account": account,
        "keys": account.api_keys.live().listed(),
        "base": base_of(request),
    }
    return render_page(request, LIST, context, partial="key-list")


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def key_create(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    form = KeyForm(_posted(request), membership=request.membership)
    context = {"account": account, "form": form, "made": None, "text": ""}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, FORM, context, partial="key-form", status=status)
    made, text = keys.make(
        account,
        name=form.cleaned_data["name"],
        role=form.cleaned_data["role"],
        owner=request.user,
        audiences=form.picked,
        ip=client_ip(request),
    )
    context |= {"made": made, "text": text, "base": base_of(request)}
    response = render_page(request, FORM, context, partial="key-made")
    # It is shown this once: no cache, and no Back button, brings it again.
    response.headers["Cache-Control"] = "no-store"
    return trigger_client_event(response, "keys-changed")


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def key_update(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    key = get_object_or_404(account.api_keys.live(), pk=pk)
    form = KeyNameForm(_posted(request), initial={"name": key.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        keys.rename(key, name, actor=request.user, ip=client_ip(request))
        text = _("The key is called “%s” now.") % name
        return _answer(request, account, Toast(text))
    context = {"account": account, "key": key, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, RENAME, context, partial="key-rename", status=status)


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def key_revoke(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    key = get_object_or_404(account.api_keys.live(), pk=pk)
    if request.method != "POST":
        context = {"account": account, "key": key}
        return render_page(request, REVOKE, context, partial="key-revoke")
    keys.revoke(key, actor=request.user, ip=client_ip(request))
    return _answer(request, account, _revoked(key))


def _revoked(key: ApiKey) -> Toast:
    return Toast(_("The key “%s” is revoked.") % key.name)


def _posted(request: HtmxHttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _answer(request: HtmxHttpRequest, account: Account, toast: Toast) -> HttpResponse:
    """Say what was done; the list of the page at hand fetches itself anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("api:key_list", account.pk)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, toast)
    trigger_client_event(response, "keys-changed")
    return trigger_client_event(response, "dialog-close")
