"""The groups a contact is in, chosen on its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.causes import Cause
from contacts.membership import choose
from contacts.views.profile import find
from contacts.views.verbs import answer

MOST = 500  # groups of one category that a form may name


@require_POST
@audience_scoped(Right.MANAGE)
def contact_groups(
    request: AudienceRequest, audience: Audience, pk: int, category_id: int
) -> HttpResponse:
    contact = find(audience, pk)
    categories = audience.group_categories.present()
    category = get_object_or_404(categories, pk=category_id)
    was, wanted = _ids(request, "was"), _ids(request, "group")
    cause = Cause(audience, "staff", actor=request.user)
    if not choose(contact, category, was, wanted, cause):
        return answer(request, contact, Toast(_("Nothing has changed."), "info"))
    toast = Toast(
        _("Saved: %s.") % category.title,
        undo_url=request.path,
        undo_fields={"was": _text(wanted), "group": _text(was)},
    )
    return answer(request, contact, toast)


def _ids(request: AudienceRequest, name: str) -> list[int]:
    """Ids from boxes that are ticked, or listed with commas by a way back."""
    texts = ",".join(request.POST.getlist(name)).split(",")[:MOST]
    return sorted({int(text) for text in texts if text.isdecimal() and len(text) < 19})


def _text(ids: list[int]) -> str:
    return ",".join(map(str, ids))
