"""The door to an account: its id stands in the URL, the view gets the object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import HtmxHttpRequest
from accounts.models import Account, Membership
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
            memberships = Membership.objects.for_user(request.user)
            request.membership = get_object_or_404(memberships, account_id=account_id)
            if not request.membership.may(right):
                raise PermissionDenied
            account = request.membership.account
            with timezone.override(account.time_zone):
                return view(request, account, *args, **kwargs)

        cast(Any, wrapper).scope = "account"
        cast(Any, wrapper).right = right
        return wrapper

    return decorate
