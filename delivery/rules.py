"""How often, and at which hours, the people of an audience are written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery import mending
from delivery.models import SendingRules

if TYPE_CHECKING:
    from audiences.models import Audience


def rules_for(audience: Audience) -> SendingRules:
    """Those of the audience; where it has none, unsaved ones that rule nothing."""
    found = SendingRules.objects.filter(audience=audience).first()
    return found or SendingRules(audience=audience)


def save(rules: SendingRules) -> None:
    """Whoever waits for a rule that is given up is due at once."""
    SendingRules.objects.update_or_create(
        audience=rules.audience,
        defaults={
            "cap_messages": rules.cap_messages,
            "cap_days": rules.cap_days,
            "quiet_from": rules.quiet_from,
            "quiet_to": rules.quiet_to,
        },
    )
    waiting = rules.audience.messages.sending().filter(deferred__gt=0)
    mending.free(waiting.select_related("audience__account").order_by("pk"))
