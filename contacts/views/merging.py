"""Two contacts become one: choosing the other, looking at both, and doing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import toasts
from accounts.http import client_ip, go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.causes import Cause
from contacts.joining import Pair
from contacts.merging import MergeError, merge, was_merged
from contacts.models import Contact
from contacts.views.profile import find

SEARCH = "contacts/contact_merge_search.html"
TEMPLATE = "contacts/contact_merge.html"
SHOWN = 10


@require_safe
@audience_scoped(Right.MANAGE)
def contact_merge_search(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Whom the contact may be the same as: first those of a similar name."""
    contact = find(audience, pk)
    query = request.GET.get("q", "").strip()[:200]
    sought = query or contact.name
    others = audience.contacts.exclude(pk=pk).search(sought).order_by("email", "pk")
    context = {
        "audience": audience,
        "contact": contact,
        "query": query,
        "others": list(others[:SHOWN]) if sought else [],
    }
    return render_page(request, SEARCH, context, partial="merge-candidates")


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_merge(
    request: AudienceRequest, audience: Audience, pk: int, contact_id: int
) -> HttpResponse:
    kept = find(audience, pk)
    other = audience.contacts.exclude(pk=pk).filter(pk=contact_id).first()
    problem = ""
    if request.method == "POST":
        try:
            ip = client_ip(request)
            cause = Cause(audience, "staff", actor=request.user, ip=ip)
            one = merge(audience, pk, contact_id, request.POST, cause)
            return _merged(request, one, _("The two are one contact now."))
        except MergeError as error:
            problem = str(error)
    if other is None and was_merged(kept, contact_id):
        return _merged(request, kept, _("They are one contact already."))
    return _preview(request, kept, other, problem)


def _preview(
    request: AudienceRequest, kept: Contact, other: Contact | None, problem: str
) -> HttpResponse:
    """Both side by side; or why they cannot become one."""
    context: dict[str, object] = {"audience": kept.audience, "contact": kept}
    if other is not None:
        other.audience = kept.audience
        pair = Pair(kept, other)
        context |= {"pair": pair, "rows": pair.rows(), "tags": pair.tags()}
        context["groups"] = pair.groups()
    context["other"] = other
    context["problem"] = problem or _("The other contact is not here any more.")
    failed = problem or other is None
    status = 422 if failed else 200
    context["failed"] = failed
    return render_page(request, TEMPLATE, context, partial="merge-form", status=status)


def _merged(request: AudienceRequest, one: Contact, text: str) -> HttpResponse:
    toasts.show(request, Toast(text))
    url = one.get_absolute_url()
    return go_to(request, url)
