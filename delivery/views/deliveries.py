"""Every delivery of an account: found, explained, sent again and canceled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.access import account_scoped
from accounts.http import (
    HtmxHttpRequest,
    go_to,
    number_of,
    page_of,
    render_page,
    wants_part,
)
from accounts.models import Account
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.models import Job
from conditions.asking import TooSlow, bounded
from delivery import pacing
from delivery.forms.deliveries import DeliveryFilterForm
from delivery.overview import running
from delivery.overview.filters import DeliveryFilter
from delivery.overview.page import SECONDS, OverviewPage, list_url
from delivery.overview.reading import Matching
from delivery.overview.running import VERBS, Verb
from delivery.overview.scope import Scope

LIST = "delivery/delivery_list.html"
FILTER = "delivery/delivery_filter.html"
ASK = "delivery/delivery_ask.html"
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@account_scoped(Right.VIEW_CONTACTS)
def delivery_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    scope = Scope.of(request.membership)
    wanted = DeliveryFilter.from_query(request.GET)
    page = OverviewPage.of(scope, wanted, request.GET.get("after", "")[:60])
    context = {
        "account": account,
        "page": page,
        "brakes": pacing.brakes_of(request.membership),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="delivery-list")


@require_safe
@account_scoped(Right.VIEW_CONTACTS)
def delivery_filter(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Ask for what else the list is to be narrowed by, and lead there."""
    scope, wanted = Scope.of(request.membership), DeliveryFilter.from_query(request.GET)
    data = request.GET if "chosen" in request.GET else None
    form = DeliveryFilterForm(data, scope=scope, wanted=wanted)
    if form.is_valid():
        return go_to(request, list_url(account.pk, form.chosen))
    others = [pair for pair in wanted.to_query() if pair[0] not in form.fields]
    context = {"account": account, "form": form, "others": others}
    context["url"] = list_url(account.pk, wanted)
    status = 422 if form.is_bound else 200
    return render_page(
        request, FILTER, context, partial="delivery-filter", status=status
    )


@require_http_methods(METHODS)
@account_scoped(Right.MANAGE)
def delivery_retry(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Send again all that match and failed: what nobody knows of is none of them."""
    return _do(request, account, VERBS[running.RETRY])


@require_http_methods(METHODS)
@account_scoped(Right.MANAGE)
def delivery_cancel(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Call off all that match and wait."""
    return _do(request, account, VERBS[running.CANCEL])


@require_POST
@account_scoped(Right.MANAGE)
def delivery_undo(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """Take back what one of the two did, in all audiences at once."""
    said = request.POST.get("actions", "").split(",")[:100]
    pks = [pk for text in said if (pk := number_of(text)) is not None]
    ids = Scope.of(request.membership).ids
    started = [
        jobs.run_for_now(job) for job in running.undo(ids, pks, actor=request.user)
    ]
    toast = _undone(started)
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("delivery:delivery_list", account.pk)
    response = toasts.append(reswap(HttpResponse(), "none"), request, toast)
    return trigger_client_event(response, "deliveries-changed")


def _do(request: HtmxHttpRequest, account: Account, verb: Verb) -> HttpResponse:
    """Ask with the number of those that it would be, and start once that is agreed."""
    said = request.POST if request.method == "POST" else request.GET
    wanted, scope = DeliveryFilter.from_query(said), Scope.of(request.membership)
    agreed, n, problem = number_of(request.POST.get("agreed", "")), 0, ""
    if agreed is not None:
        matching = Matching.of(scope, wanted)
        try:
            started = running.start(matching, verb, owner=request.user, agreed=agreed)
        except jobs.JobError as error:
            problem = str(error)
        else:
            return _started(request, account, wanted, started)
    try:
        with bounded(SECONDS):
            n = running.chosen(Matching.of(scope, wanted), verb).count()
    except TooSlow as slow:
        problem = slow.sentence
    return _ask(request, account, verb, wanted, n, problem)


def _ask(
    request: HtmxHttpRequest,
    account: Account,
    verb: Verb,
    wanted: DeliveryFilter,
    n: int,
    problem: str,
) -> HttpResponse:
    context: dict[str, Any] = {
        "account": account,
        "wanted": wanted,
        "n": n,
        "problem": problem,
        "title": running.title_of(verb.kind),
        "submit_label": running.submit_of(verb.kind),
        "is_retry": verb.kind == running.RETRY,
        "is_cancel": verb.kind == running.CANCEL,
        "is_answered": request.method == "POST",
        "list_url": _back(request, list_url(account.pk, wanted)),
    }
    status = 422 if problem else 200
    return render_page(request, ASK, context, partial="delivery-ask", status=status)


def _started(
    request: HtmxHttpRequest,
    account: Account,
    wanted: DeliveryFilter,
    started: Sequence[Job],
) -> HttpResponse:
    """Do what can be done while somebody waits; then back to where they came from."""
    over = [jobs.run_for_now(job) for job in started]
    toasts.show(request, _said(account, over))
    unfinished = [job for job in over if job.is_open]
    if len(unfinished) == 1:
        return go_to(request, _progress(unfinished[0]))
    return go_to(request, _back(request, list_url(account.pk, wanted)))


def _back(request: HtmxHttpRequest, url: str) -> str:
    """The page that the question was asked on, where it stood on one."""
    page = page_of(request) if wants_part(request) else url
    return url if page.startswith(request.path) else page


def _progress(job: Job) -> str:
    return reverse("audiences:job_detail", args=[job.audience_id, job.pk])


def _said(account: Account, over: Sequence[Job]) -> Toast:
    failed = [job.error for job in over if job.state == Job.State.FAILED]
    if failed:
        return Toast(failed[0], "error")
    if any(job.is_open for job in over):
        return Toast(_("This takes a while. It goes on by itself."), "info")
    if not any(job.counts.get("changed") for job in over):
        return Toast(_("Nothing was left to do."), "info")
    undo = reverse("delivery:delivery_undo", args=[account.pk])
    fields = {"actions": ",".join(str(job.params["action"]) for job in over)}
    return Toast(running.result(over), "success", undo, fields)


def _undone(over: Sequence[Job]) -> Toast:
    if not over:
        text = _("This was taken back already, or is more than 30 days old.")
        return Toast(text, "info")
    if any(job.is_open for job in over):
        return Toast(_("It is being taken back. That goes on by itself."), "info")
    n = sum(job.counts.get("undone", 0) for job in over)
    return Toast(running.undone(n, sum(job.done for job in over) - n))
