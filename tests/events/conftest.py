"""Reactions and needs of the tests alone, and rows for them to hear."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from audiences.models import Audience
from contacts.models import Contact
from events import log, reactions
from events.models import EventName, Listener, Outbox
from events.reactions import Reaction
from tests.factories import ContactFactory

type React = Callable[[Reaction], Reaction]


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "reactions", {})
    monkeypatch.setattr(reactions, "wanted", [])
    monkeypatch.setattr(reactions, "dues", [])


@pytest.fixture
def name(db: None) -> int:
    return EventName.objects.create(name="bought").pk


def happen(audience: Audience, name: int, n: int) -> list[int]:
    """Let somebody do it so often, while somebody listens; the ids of the events."""
    Listener.objects.get_or_create(audience=audience, name_id=name)
    contact: Contact = ContactFactory.create(audience=audience)
    before = set(ids_of(audience))
    for number in range(n):
        log.record(audience.pk, name, [contact.pk], {"number": number})
    return [pk for pk in ids_of(audience) if pk not in before]


def ids_of(audience: Audience) -> Iterable[int]:
    rows = Outbox.objects.filter(audience=audience).order_by("id")
    return rows.values_list("id", flat=True)
