"""One call of a webhook, and what of it means what."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.http import render_page, wants_part
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.hooks import making
from contacts.hooks.clicking import clicked
from contacts.hooks.showing import Shown
from contacts.models import HookCall

PAGE = "contacts/hookcall_detail.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def hookcall_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    call = _find(audience, pk)
    return _show(request, call, opened=request.GET.get("use", "")[:1_000])


@require_POST
@audience_scoped(Right.MANAGE)
def hookcall_map(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """One click of the mapping, made on the values of this call."""
    call = _find(audience, pk)
    document = json.loads(call.body) if call.body else {}
    data = request.POST.dict()
    making.remap(call.hook, lambda now: clicked(now, data, audience, document))
    if not wants_part(request):
        return redirect(call)
    return _show(request, call, done=data.get("path", ""))


def _find(audience: Audience, pk: int) -> HookCall:
    calls = audience.hookcalls.filter(hook__deleted_at=None)
    found = calls.select_related("hook", "contact")
    call: HookCall = get_object_or_404(found, pk=pk)
    call.audience = call.hook.audience = audience
    return call


def _show(
    request: AudienceRequest, call: HookCall, *, opened: str = "", done: str = ""
) -> HttpResponse:
    """`opened` is the path of the value that is to be used, `done` that of one that
    was used just now.
    """
    may_manage = request.membership.may(Right.MANAGE)
    context = {
        "audience": call.audience,
        "hook": call.hook,
        "call": call,
        "shown": Shown(call.hook, call, opened if may_manage else ""),
        "done": done,
        "may_manage": may_manage,
    }
    return render_page(request, PAGE, context, partial="hookcall-detail")
