"""The rules by which the people of an audience are written to."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from delivery import rules
from delivery.forms.rules import SendingRulesForm

TEMPLATE = "delivery/sendingrules_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def sendingrules_update(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SendingRulesForm(data, instance=rules.rules_for(audience))
    if form.is_valid():
        rules.save(form.instance)
        toasts.show(request, Toast(_("The rules are saved.")))
        return go_to(request, request.path)
    context = {"audience": audience, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(
        request, TEMPLATE, context, partial="sendingrules-form", status=status
    )
