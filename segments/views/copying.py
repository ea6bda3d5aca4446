"""A segment copied to another audience, after a look at what comes of it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from conditions.tree import TreeRefused
from segments import copying
from segments.copying import Copy
from segments.forms.copying import CopyForm, TargetForm
from segments.models import Segment

TEMPLATE = "segments/segment_copy.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def segment_copy(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    segment = get_object_or_404(audience.segments.present(), pk=pk)
    segment.audience = audience
    opened = audience.account.audiences.for_membership(request.membership)
    others = opened.active().exclude(pk=audience.pk)
    said = request.POST if request.method == "POST" else request.GET
    choice = TargetForm(said if "to" in said else None, audiences=others)
    context: dict[str, Any] = {"audience": audience, "segment": segment}
    context |= {"choice": choice, "has_others": others.exists()}
    context |= {"target": None, "copied": None, "form": None}
    if choice.is_valid():
        target = choice.target
        copied = _copied(segment, target)
        data = request.POST if request.method == "POST" else None
        form = CopyForm(data, target=target, copy=copied, name=segment.name)
        if form.is_valid() and (made := _make(request, segment, form)):
            text = _("The segment “%(name)s” is made in %(audience)s.")
            said_of = {"name": made.name, "audience": target.name}
            toasts.show(request, Toast(text % said_of))
            return go_to(request, made.edit_url)
        context |= {"target": target, "copied": copied, "form": form}
    bound = choice.errors or (context["form"] and context["form"].is_bound)
    status = 422 if bound else 200
    return render_page(request, TEMPLATE, context, partial="copy", status=status)


def _copied(segment: Segment, target: Audience) -> Copy:
    try:
        return copying.copy_of(segment, target)
    except TreeRefused as refused:
        lost = copying.Lost(segment.name, refused.sentence, False, "")
        return Copy(None, [lost], copying.Missing(), 1)


def _make(request: AudienceRequest, segment: Segment, form: CopyForm) -> Segment | None:
    """Make it; or leave the reason why not in the form."""
    name, make = form.cleaned_data["name"], form.makes
    try:
        return copying.copy(segment, form.target, name, owner=request.user, make=make)
    except IntegrityError:
        form.add_error(None, _("Somebody made one of this name at the same moment."))
        return None
