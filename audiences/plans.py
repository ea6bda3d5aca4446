"""How many audiences the plan of an account lets it have."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account, Plan


class PlanLimit(Exception):
    """What the plan does not include, and what would open it, in a sentence."""


def plan_limit(account: Account) -> str:
    """Say why the account can have no further audience; nothing when it can."""
    most = account.plan.max_audiences
    if most is None or account.audiences.present().count() < most:
        return ""
    included = ngettext(
        "The plan %(plan)s includes %(n)d audience, archived ones counted.",
        "The plan %(plan)s includes %(n)d audiences, archived ones counted.",
        most,
    ) % {"plan": account.plan.name, "n": most}
    larger = _larger_plan(most)
    if larger is None:
        way = _("Delete one that is not needed to make room.")
    else:
        way = _(
            "Delete one that is not needed, or ask whoever runs this installation for "
            "the plan %(larger)s."
        ) % {"larger": larger.name}
    return f"{included} {way}"


def _larger_plan(most: int) -> Plan | None:
    """The next plan that includes more audiences than this."""
    larger = Plan.objects.filter(Q(max_audiences=None) | Q(max_audiences__gt=most))
    return larger.order_by(F("max_audiences").asc(nulls_last=True), "position").first()
