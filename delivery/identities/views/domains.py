"""The page of senders, and the domains of an account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import limits, toasts
from accounts.access import account_scoped
from accounts.http import HtmxHttpRequest, client_ip, go_to, render_page
from accounts.limits import Rate
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from delivery.identities import checking, domains, records, states
from delivery.identities.forms import DomainForm, WayForm
from delivery.identities.keys import opened_key
from delivery.identities.views.answering import done, posted
from delivery.models import SendingDomain

METHODS = ["GET", "HEAD", "POST"]
LIST = "identities/sender_list.html"
FORM = "identities/domain_form.html"
DETAIL = "identities/domain_detail.html"
WAY = "identities/domain_way.html"
DELETE = "identities/domain_delete.html"
# Look-ups that are asked for, of all domains of an account.
LOOKUPS = Rate(30, seconds=600)


@require_safe
@account_scoped(Right.MANAGE)
def sender_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    listed = account.sending_domains.in_order()
    alone = account.sender_addresses.in_order()
    context = {
        "account": account,
        "domains": [(domain, states.of_domain(domain)) for domain in listed],
        "addresses": [(address, states.of_address(address)) for address in alone],
        "may_change": request.membership.may(Right.ADMINISTER),
    }
    return render_page(request, LIST, context, partial="sender-list")


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def domain_create(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    form = DomainForm(posted(request), account=account)
    if not form.is_valid():
        context = {"account": account, "form": form}
        status = 422 if form.is_bound else 200
        return render_page(request, FORM, context, partial="domain-form", status=status)
    domain, _is_new = domains.add(
        account, form.cleaned_data["name"], actor=request.user, ip=client_ip(request)
    )
    return go_to(request, _page_of(domain))


@require_safe
@account_scoped(Right.MANAGE)
def domain_detail(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    return _shown(request, account, _domain(account, pk))


@require_POST
@account_scoped(Right.ADMINISTER)
def domain_check(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    domain = _domain(account, pk)
    if not limits.take(f"domain:check:{account.pk}", LOOKUPS):
        text = _("That was looked up very often just now. Wait a minute.")
        return done(request, Toast(text, level="warning"), _page_of(domain))
    checking.check(domain, actor=request.user, ip=client_ip(request))
    domain.refresh_from_db()
    said = states.of_domain(domain)
    level = "success" if domain.state == "verified" else "info"
    toast = Toast(f"{domain.name}: {said.label}", level=level)
    return done(request, toast, _page_of(domain))


@require_POST
@account_scoped(Right.ADMINISTER)
def domain_rotate(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    domain = _domain(account, pk)
    key = domains.rotate(domain, actor=request.user, ip=client_ip(request))
    text = _("The next key is made. Publish its record: until then the old one signs.")
    if key is None:
        text = _("The next key waits already: publish its record.")
    return done(request, Toast(text, level="info"), _page_of(domain))


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def domain_way(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    domain = _domain(account, pk)
    form = WayForm(posted(request))
    if not form.is_valid():
        context = {"account": account, "domain": domain, "form": form}
        status = 422 if form.is_bound else 200
        return render_page(request, WAY, context, partial="domain-way", status=status)
    url = form.cleaned_data["url"]
    domains.set_mail_url(domain, url, actor=request.user, ip=client_ip(request))
    text = _("Mail from this domain leaves as the installation’s does.")
    if url:
        text = _("Mail from this domain leaves by its own server.")
    return done(request, Toast(text), _page_of(domain))


@require_http_methods(METHODS)
@account_scoped(Right.ADMINISTER)
def domain_delete(request: HtmxHttpRequest, account: Account, pk: int) -> HttpResponse:
    domain = _domain(account, pk)
    if request.method != "POST":
        context = {
            "account": account,
            "domain": domain,
            "n_messages": domains.messages_from(domain),
        }
        return render_page(request, DELETE, context, partial="domain-delete")
    domains.delete(domain, actor=request.user, ip=client_ip(request))
    toasts.show(request, Toast(_("The domain %s is deleted.") % domain.name))
    return go_to(request, reverse("identities:sender_list", args=[account.pk]))


def _shown(
    request: HtmxHttpRequest, account: Account, domain: SendingDomain
) -> HttpResponse:
    used = [key for key in domain.keys.all() if not key.replaced_at]
    context = {
        "account": account,
        "domain": domain,
        "state": states.of_domain(domain),
        "records": records.records_of(domain),
        "is_rotating": any(key.used_at is None for key in used),
        "is_unreadable": not all(opened_key(key) for key in used),
        "way": checking.shown_way_of(domain),
        "may_change": request.membership.may(Right.ADMINISTER),
    }
    return render_page(request, DETAIL, context, partial="domain-detail")


def _domain(account: Account, pk: int) -> SendingDomain:
    found = account.sending_domains.select_related("account").with_keys()
    return get_object_or_404(found, pk=pk)


def _page_of(domain: SendingDomain) -> str:
    return reverse("identities:domain_detail", args=[domain.account_id, domain.pk])
