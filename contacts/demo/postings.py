"""What the ticket shop of the café's evenings posts, and the webhook it posts to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contacts.demo.growth import Growth
from contacts.hooks import calls, making
from contacts.hooks.mapping import Mapping
from contacts.models import Hook, HookCall

MAPPING = Mapping(
    email="/attendee/email",
    name="/event",
    at="/sent_at",
    id="/id",
    properties=(("evening", "/ticket/evening"), ("total", "/ticket/total")),
)
EVENINGS = (("Cupping with Kiambu", 2, 580), ("Latte art", 1, 290), ("Jazz", 4, 760))
HOURS_AGO = (3, 27, 51, 74)


def tell(growth: Growth) -> None:
    """Four tickets that were taken in, and one of somebody whom nobody knows."""
    maya, audience = growth.team.maya, growth.ground.audience
    hook = making.make(audience, "Ticket shop", actor=maya)
    making.remap(hook, lambda _now: MAPPING)
    present = audience.contacts.filter(archived_at=None, status="subscribed")
    people = present.order_by("created_at", "pk")[: len(HOURS_AGO)]
    known = [(each.email, each.first_name) for each in people]
    buyers = [*known, ("astrid.dahl@webmail.example", "Astrid")]
    hours = (*HOURS_AGO, 1)
    for n, ((email, name), ago) in enumerate(zip(buyers, hours, strict=True)):
        _post(growth, hook, _ticket(growth, n, email, name, ago), ago)


def _ticket(growth: Growth, n: int, email: str, name: str, ago: int) -> dict[str, Any]:
    evening, seats, total = EVENINGS[n % len(EVENINGS)]
    return {
        "event": "ticket.bought",
        "id": f"tk_{4180 + n}",
        "sent_at": (growth.now - timedelta(hours=ago)).isoformat(timespec="seconds"),
        "attendee": {"email": email, "name": name},
        "ticket": {"evening": evening, "seats": seats, "total": total, "paid": True},
        "newsletter": False,
    }


def _post(growth: Growth, hook: Hook, said: dict[str, Any], ago: int) -> None:
    call = HookCall(
        audience_id=hook.audience_id,
        hook_id=hook.pk,
        received_at=growth.now - timedelta(hours=ago),
        size=240,
        headers={"content-type": "application/json", "user-agent": "Tickets/2.4"},
    )
    calls.receive(hook, call, said)
