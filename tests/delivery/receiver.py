"""What the tests of an installation ask of it: a delivery, what came in, a death."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django


def main(verb: str, *rest: str) -> Any:
    verbs: dict[str, Any] = {"deliver": deliver, "keep": keep, "state": state}
    verbs |= {"die": die, "sweep": sweep}
    return verbs[verb](*rest)


def deliver(audience_id: str, email: str, why: str = "b") -> str:
    """Send something to somebody new; the token of its address for what comes back."""
    from audiences.models import Audience
    from delivery import addressing
    from tests.delivery.mails import sent
    from tests.factories import ContactFactory

    audience = Audience.objects.get(pk=int(audience_id))
    contact = ContactFactory.create(audience=audience, email=email)
    return addressing.told(why, sent(contact).token)


def keep(to: str) -> int:
    """Keep what comes by the standard input, and do not look at it."""
    from delivery.receiving import storing

    raw = sys.stdin.buffer.read()
    return storing.keep(raw, "pipe", sender="", recipients=[to]).received.pk


def state(audience_id: str, email: str) -> dict[str, Any]:
    from contacts.models import Contact
    from delivery.models import Received
    from events.models import Event

    contact = Contact.objects.get(audience=int(audience_id), email=email)
    log = Event.objects.filter(audience=int(audience_id)).of_contact(contact.pk)
    rows = Received.objects.filter(names__contains=[email]).order_by("pk")
    return {
        "status": contact.status,
        "events": sorted(event.name.name for event in log),
        "waiting": Received.objects.waiting().count(),
        "received": [[row.way, row.state, row.kind] for row in rows],
    }


def die(when: str) -> None:
    """Look at what waits, and be killed: while reading, or in the middle of writing."""
    from delivery.models import Received
    from delivery.receiving import following, working

    def kill(*_args: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if when == "reading":
        working.understand = kill  # type: ignore[assignment, attr-defined]
    else:
        following.bounced = kill  # type: ignore[assignment]
    working.look_at(Received.objects.waiting().latest("pk").pk)


def sweep() -> int:
    """As if the time had passed after which what is left is looked at."""
    from django.utils import timezone

    from delivery.models import Received
    from delivery.receiving import working

    Received.objects.waiting().update(due_at=timezone.now())
    return working.sweep()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
