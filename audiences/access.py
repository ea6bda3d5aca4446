"""The one door through which a view reaches an audience."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import HtmxHttpRequest
from accounts.models import Membership, User
from accounts.roles import Right
from audiences.models import Audience


class AudienceRequest(HtmxHttpRequest):
    """A request inside an audience; `audience` is there for the shell to show."""

    audience: Audience


def audience_scoped[**P](
    right: Right,
) -> Callable[
    [Callable[Concatenate[AudienceRequest, Audience, P], HttpResponseBase]],
    Callable[..., HttpResponseBase],
]:
    """Pass the view the audience: 404 for strangers, 403 for roles without the right.

    The view runs in the audience's time zone.
    """

    def decorate(
        view: Callable[Concatenate[AudienceRequest, Audience, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapper(
            request: AudienceRequest,
            audience_id: int,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> HttpResponseBase:
            audience, membership = _entered(request.user, audience_id)
            request.audience, request.membership = audience, membership
            if not membership.may(right):
                raise PermissionDenied
            with timezone.override(audience.time_zone):
                return view(request, audience, *args, **kwargs)

        cast(Any, wrapper).scope = "audience"
        cast(Any, wrapper).right = right
        return wrapper

    return decorate


def opened(user: User, audience_id: int | None) -> Audience | None:
    """The audience of this number, if the user may see who is in it."""
    if audience_id is None:
        return None
    try:
        audience, membership = _entered(user, audience_id)
    except Http404:
        return None
    return audience if membership.may(Right.VIEW_CONTACTS) else None


def _entered(user: User, audience_id: int) -> tuple[Audience, Membership]:
    """The audience and what lets the user in; Http404 where nothing does."""
    audiences = Audience.objects.for_user(user)
    audience = get_object_or_404(audiences, pk=audience_id)
    membership = user.membership_in(audience.account_id)
    if membership is None:
        raise Http404
    audience.account = membership.account
    return audience, membership
