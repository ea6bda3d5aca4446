"""Making a segment and changing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience


@require_safe
@audience_scoped(Right.MANAGE)
def segment_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return redirect("segments:segment_list", audience.pk)


@require_safe
@audience_scoped(Right.MANAGE)
def segment_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return redirect(get_object_or_404(audience.segments.all(), pk=pk))
