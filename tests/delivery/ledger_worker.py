"""A sender in a process of its own: one to be killed."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from typing import Any

import django

# Of each kind so many; `lost` breaks the connection when the server has it.
PEOPLE = {"taken": 240, "busy1": 30, "never": 20, "lost": 10}


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences.models import Audience
    from delivery import outcomes, runner, sending
    from delivery.transports.smtp import Server, Smtp

    sending.HELD = timedelta(seconds=5)
    outcomes.FIRST = outcomes.SHUT = timedelta(seconds=0.2)
    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience)
    message = audience.messages.get(pk=int(rest[0]))
    transport = Smtp(Server("127.0.0.1", int(rest[1]), timeout=5))
    while message.stage == "sending":
        sending.expire(message)
        runner.send_due(message, transport)
        time.sleep(0.05)
        message.refresh_from_db()
    transport.close()
    return message.counts


def prepare(beside: Any) -> list[int]:
    """Let people move in, and freeze a message to all of them."""
    from accounts.models import Account
    from tests.delivery.ledgers import freeze, message
    from tests.factories import AudienceFactory, ContactFactory

    account = Account.objects.create(name="Apart", plan=beside.account.plan)
    audience = AudienceFactory.create(account=account)
    for kind, n in PEOPLE.items():
        for place in range(n):
            ContactFactory.create(audience=audience, email=f"{kind}-{place}@x.org")
    news = message(audience)
    freeze(news)
    return [audience.pk, news.pk]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
