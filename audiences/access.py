"""The one door through which a view reaches an audience."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.core.exceptions import PermissionDenied
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
            audiences = Audience.objects.for_user(request.user)
            audience = get_object_or_404(audiences, pk=audience_id)
            request.audience = audience
            request.membership = get_object_or_404(
                Membership.objects.for_user(request.user),
                account_id=audience.account_id,
            )
            if not request.membership.may(right):
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
    audience = Audience.objects.for_user(user).filter(pk=audience_id).first()
    memberships = Membership.objects.for_user(user)
    if audience is None:
        return None
    membership = memberships.get(account_id=audience.account_id)
    return audience if membership.may(Right.VIEW_CONTACTS) else None
