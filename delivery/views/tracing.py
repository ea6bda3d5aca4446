"""One delivery of a message: where it is and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.http import render_page
from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from delivery.tracing import trace

DETAIL = "delivery/delivery_detail.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def delivery_detail(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    deliveries = audience.deliverys.select_related("contact", "message")
    traced = trace(audience, get_object_or_404(deliveries, pk=pk))
    context = {
        "audience": audience,
        "message": traced.delivery.message,
        "traced": traced,
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, DETAIL, context, partial="delivery-detail")
