"""A sender in a process of its own: one to be killed."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

AT_ONCE = 8  # that may be unknown of a sender which is killed


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences.models import Audience

    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience, json.loads(rest[0]))
    return send(int(rest[0]))


def send(port: int) -> None:
    """As `manage.py send`, to whom nothing takes long."""
    from delivery import handing, outcomes, sender, sending, transports
    from delivery.pace import heeding
    from delivery.transports.connecting import Server
    from delivery.transports.smtp import Smtp

    handing.AT_ONCE = AT_ONCE
    sending.HELD = timedelta(seconds=5)
    outcomes.FIRST = outcomes.SHUT = timedelta(seconds=0.2)
    sender.SHUT = sender.TROUBLE = heeding.FIRST_REST = timedelta(seconds=0.2)
    heeding.LONGEST_REST = timedelta(seconds=2)
    transports.of = lambda message: Smtp(Server("127.0.0.1", port, timeout=5))
    sender.Sender().run_until_told()


def prepare(beside: Any, people: dict[str, int]) -> list[int]:
    """Let people move in, so many of each kind, and mean all of them by a message."""
    from accounts.models import Account
    from tests.delivery.ledgers import message
    from tests.factories import AudienceFactory

    account = Account.objects.create(name="Apart", plan=beside.account.plan)
    audience = AudienceFactory.create(account=account)
    for kind, n in people.items():
        move_in(audience, kind, n)
    news = message(audience, meant={})
    return [audience.pk, news.pk]


def move_in(audience: Any, kind: str, n: int) -> None:
    from audiences.models import Counter
    from contacts.models import Contact
    from tests.factories import ContactFactory

    first = Counter.objects.take_ordinals(audience, n)
    emails = [f"{kind}-{place}@x.org" for place in range(n)]
    contacts = [
        ContactFactory.build(audience=audience, email=email, ordinal=first + place)
        for place, email in enumerate(emails)
    ]
    Contact.objects.bulk_create(contacts, batch_size=1000)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
