from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Right
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "segments": audience.segments.present().in_order(),
    }
    return render(request, "segments/segment_list.html", context)
