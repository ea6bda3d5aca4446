from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.access import account_scoped
from accounts.forms import UserForm
from accounts.http import HtmxHttpRequest, language_of, page_of
from accounts.models import Account
from accounts.palette import Question, answer
from accounts.roles import Right
from accounts.toasts import Toast


@require_safe
def home(request: HtmxHttpRequest) -> HttpResponse:
    membership = next(iter(request.user.all_memberships), None)
    if membership is None:
        return render(request, "accounts/no_account.html")
    return redirect("audiences:audience_list", membership.account_id)


@require_POST
@account_scoped(Right.VIEW_CONTACTS)
def account_open(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    request.membership.open()
    return redirect("audiences:audience_list", account.pk)


@require_safe
def palette(request: HtmxHttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    question = Question(
        user=request.user,
        text=text,
        account_id=_number(request.GET.get("account", "")),
        audience_id=_number(request.GET.get("audience", "")),
    )
    context = {"items": answer(question), "query": text}
    return render(request, "components/palette_results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def user_update(request: HtmxHttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = UserForm(data, instance=request.user)
    if form.is_valid():
        form.save()
        translation.activate(language_of(request))
        toasts.show(request, Toast(_("Your settings are saved.")))
        return redirect("accounts:user_update")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/user_form.html", {"form": form}, status=status)


@require_POST
def shortcuts_toggle(request: HtmxHttpRequest) -> HttpResponse:
    request.user.toggle_shortcuts()
    return redirect(page_of(request))


def _number(text: str) -> int | None:
    """The id the text holds, if it can be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
