"""How long events are kept, and who did something: said and led to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.tree import Condition, Group, Match, compact

if TYPE_CHECKING:
    from accounts.models import Account
    from audiences.models import Audience


def url_of_people(audience: Audience, name: str) -> str:
    """The list of exactly those who did it, by the condition that segments use."""
    did = {"name": name, "when": {"is": "ever"}, "where": []}
    tree = compact(Group(Match.ALL, (Condition("event", "did", did),)))
    url = reverse("contacts:contact_list", args=[audience.pk])
    return f"{url}?{urlencode({'where': tree})}"


def kept_in_words(account: Account) -> str:
    """How long custom events of the account are kept, and what outlives them."""
    days = account.plan.event_days
    if days is None:
        return _(
            "Events are kept for good; those reported late are two years old at most."
        )
    kept = ngettext(
        "The plan %(plan)s keeps events for %(n)s day; older ones go at night.",
        "The plan %(plan)s keeps events for %(n)s days; older ones go at night.",
        days,
    ) % {"plan": account.plan.name, "n": days}
    stays = _("How often something happened to whom, and on which day, stays counted.")
    return f"{kept} {stays}"
