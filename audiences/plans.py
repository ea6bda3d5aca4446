"""How many audiences and contacts the plan of an account lets it have."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account, Plan
from audiences.models import Counter


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


def contact_limit(account: Account, news: int = 1) -> str:
    """Say why so many people cannot be added to the account; nothing when they can."""
    most = account.plan.max_contacts
    if most is None or not news:
        return ""
    room = max(0, most - _contacts(account))
    if news <= room:
        return ""
    included = ngettext(
        "The plan %(plan)s includes %(n)s contact, the archived not counted.",
        "The plan %(plan)s includes %(n)s contacts, the archived not counted.",
        most,
    ) % {"plan": account.plan.name, "n": intcomma(most)}
    left = ngettext(
        "There is room for %(n)s more.", "There is room for %(n)s more.", room
    ) % {"n": intcomma(room)}
    way = _("Archive some, or ask whoever runs this installation for a larger plan.")
    return f"{included} {left} {way}"


def check_contact_limit(account: Account, news: int = 1) -> None:
    """Raise `PlanLimit` when the account has no room for so many people more.

    Until the transaction ends, nobody else in the account comes to another answer.
    """
    if account.plan.max_contacts is None:
        return
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if limit := contact_limit(account, news):
        raise PlanLimit(limit)


def _contacts(account: Account) -> int:
    audiences = list(account.audiences.present())
    counts = Counter.objects.by_audience(audiences).values()
    return sum(n for each in counts for key, n in each.items() if key != "archived")


def _larger_plan(most: int) -> Plan | None:
    """The next plan that includes more audiences than this."""
    larger = Plan.objects.filter(Q(max_audiences=None) | Q(max_audiences__gt=most))
    return larger.order_by(F("max_audiences").asc(nulls_last=True), "position").first()
