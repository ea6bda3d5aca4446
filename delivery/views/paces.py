"""How quickly the domains of an account send, and what stops them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.access import account_scoped
from accounts.http import HtmxHttpRequest, render_page, wants_part
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from delivery import mending, pace, pacing
from delivery.pace import warming

LIST = "delivery/domainpace_list.html"


@require_safe
@account_scoped(Right.VIEW_CONTACTS)
def domainpace_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    context = {
        "account": account,
        "rows": pacing.rows_of(account, request.membership),
        "plan": list(enumerate(warming.PLAN, 1)),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="domainpace-list")


@require_POST
@account_scoped(Right.MANAGE)
def domainpace_close(
    request: HtmxHttpRequest, account: Account, pk: int
) -> HttpResponse:
    """Let messages leave from the domain again, before a try said that they can."""
    domain = get_object_or_404(account.domain_paces, pk=pk)
    _known(request, account, domain.domain)
    if not pace.close(domain):
        return _answer(request, account, None)
    mending.mend(account)
    text = _("Messages leave from %(domain)s again.") % {"domain": domain.domain}
    return _answer(request, account, Toast(text))


@require_POST
@account_scoped(Right.MANAGE)
def domainpace_warm(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Warm a domain up from today, or from the day that the undoing names."""
    domain = _known(request, account, request.POST.get("domain", ""))
    warming.begin(account, domain, parse_date(request.POST.get("since", "")[:10]))
    text = _("%(domain)s warms up.") % {"domain": domain}
    undo = reverse("delivery:domainpace_release", args=[account.pk])
    return _answer(request, account, Toast(text, "success", undo, {"domain": domain}))


@require_POST
@account_scoped(Right.MANAGE)
def domainpace_release(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """End the warming up: as many leave as want to."""
    domain = _known(request, account, request.POST.get("domain", ""))
    since = warming.end(account, domain)
    if since is None:
        return _answer(request, account, None)
    mending.mend(account)
    text = _("%(domain)s sends as much as it wants to.") % {"domain": domain}
    undo = reverse("delivery:domainpace_warm", args=[account.pk])
    fields = {"domain": domain, "since": since.isoformat()}
    return _answer(request, account, Toast(text, "success", undo, fields))


def _known(request: HtmxHttpRequest, account: Account, domain: str) -> str:
    """The domain, where the member sees it; Http404 else."""
    known = pacing.known_domains(account, request.membership)
    if domain not in {pace.domain for pace in known}:
        raise Http404
    return domain


def _answer(
    request: HtmxHttpRequest, account: Account, toast: Toast | None
) -> HttpResponse:
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return redirect("delivery:domainpace_list", account.pk)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    return trigger_client_event(response, "paces-changed")
