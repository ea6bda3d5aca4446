"""The door to an account: its id stands in the URL, the view gets the object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone

from accounts.http import HtmxHttpRequest
from accounts.models import Account
from accounts.roles import Right


def account_scoped[**P](
    right: Right,
) -> Callable[
    [Callable[Concatenate[HtmxHttpRequest, Account, P], HttpResponse]],
    Callable[..., HttpResponse],
]:
    """Pass the view the account: 404 for strangers, 403 for roles without the right.

    The view runs in the account's time zone.
    """

    def decorate(
        view: Callable[Concatenate[HtmxHttpRequest, Account, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(
            request: HtmxHttpRequest, account_id: int, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            membership = request.user.membership_in(account_id)
            if membership is None:
                raise Http404
            if not membership.may(right):
                raise PermissionDenied
            request.membership = membership
            account = membership.account
            with timezone.override(account.time_zone):
                return view(request, account, *args, **kwargs)

        cast(Any, wrapper).scope = "account"
        cast(Any, wrapper).right = right
        return wrapper

    return decorate
