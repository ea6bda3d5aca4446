"""A message and its sender, for tests: what was put on the wire is remembered."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Account
from audiences.models import Audience
from contacts.models import Contact, Suppression
from contacts.querysets import ContactQuerySet
from contacts.suppression import hasher
from delivery import freezing, sending
from delivery.identities.names import normalized
from delivery.models import Channel, Delivery, Message, SenderAddress
from delivery.sending import Claimed, Outcome
from tests.factories import ContactFactory


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let time pass, or turn the clock back, for whoever asks the ledger's clock."""
    now = timezone.now() + by
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def people(audience: Audience, *emails: str, **fields: object) -> list[Contact]:
    return [
        ContactFactory.create(audience=audience, email=email, **fields)
        for email in emails
    ]


def suppress(audience: Audience, email: str, kind: str) -> None:
    Suppression.objects.create(
        account=audience.account, kind=kind, hash=hasher()(email)
    )


def message(audience: Audience, **fields: Any) -> Message:
    """A message from an address that the account may send from."""
    of_tests = {"kind": "bulk", "name": "News", "subject": "News", "text": "Hello"}
    of_tests["from_email"] = "news@example.org"
    one = Message.objects.create(audience=audience, **(of_tests | fields))
    if one.channel == Channel.EMAIL:
        verify(audience.account, one.from_email)
    return one


def verify(account: Account, email: str) -> None:
    SenderAddress.objects.get_or_create(
        account=account,
        email=normalized(email),
        defaults={"verified_at": timezone.now()},
    )


def freeze(one: Message, meant: ContactQuerySet | None = None) -> None:
    who = one.audience.contacts.all() if meant is None else meant
    while freezing.freeze_slice(one, who):
        pass
    one.refresh_from_db()


def by_rows(one: Message) -> dict[str, int]:
    """How many deliveries are in each state, asked of the deliveries themselves."""
    rows = Delivery.objects.filter(audience=one.audience_id, message=one)
    return dict(Tally(rows.values_list("state", flat=True)))


def told(one: Message) -> dict[str, int]:
    """What the message says of them; the states that none is in are left out."""
    one.refresh_from_db()
    return {state: n for state, n in one.counts.items() if n}


def why(one: Message) -> dict[str, str]:
    """Of each contact: the state, and why."""
    rows = one.deliveries.exclude(contact=None).select_related("contact")
    return {row.contact.email: f"{row.state} {row.reason}".strip() for row in rows}


def send_all(one: Message, n: int = 100) -> list[str]:
    """Claim and send until nothing is due; the addresses in the order they went."""
    wire: list[str] = []
    while True:
        lease, claimed = sending.claim(one, n)
        if not claimed:
            return wire
        wire += go(one, lease, claimed)


def go(one: Message, lease: UUID, claimed: list[Claimed]) -> list[str]:
    ready = sending.dispatch(one, lease, [each.id for each in claimed])
    sending.settle(one, lease, [Outcome(pk, "sent") for pk in ready])
    return [each.email for each in claimed if each.id in ready]
