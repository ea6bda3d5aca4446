"""Whatever happens while a message is sent: it adds up, and nobody gets it twice."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contacts import deleting
from contacts.causes import Cause
from delivery import freezing, sending
from delivery.models import Delivery
from delivery.sending import Claimed, Outcome
from tests.delivery.ledgers import by_rows, message, told
from tests.factories import AudienceFactory, ContactFactory

EMAILS = [f"{name}@x.org" for name in "abcdefghijkl"]
LEAVES = ["unsubscribe", "archive", "delete"]
# What a server says at the end, and whether somebody still hears it.
ENDS = ["sent", "failed", "deferred", "killed after", "killed before"]


class Clock:
    """What the ledger takes for the time."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now


class Sending(RuleBasedStateMachine):
    """One message and its senders, each of whom may die at any moment."""

    clock = Clock()

    def __init__(self) -> None:
        super().__init__()
        self.audience = AudienceFactory.create()
        for email in EMAILS:
            ContactFactory.create(audience=self.audience, email=email)
        self.message = message(self.audience)
        self.held: list[tuple[UUID, list[Claimed]]] = []
        self.wire: Tally[str] = Tally()
        self.kills = 0

    @property
    def cause(self) -> Cause:
        return Cause(self.audience, "staff")

    @initialize()
    def freeze(self) -> None:
        freezing.freeze_slice(self.message, self.audience.contacts.all())

    @rule(n=st.integers(1, 4))
    def claim(self, n: int) -> None:
        lease, claimed = sending.claim(self.message, n)
        if claimed:
            self.held.append((lease, claimed))

    @precondition(lambda self: self.held)
    @rule(end=st.sampled_from(ENDS), which=st.integers(0, 5), n=st.integers(1, 4))
    def send(self, end: str, which: int, n: int) -> None:
        lease, claimed = self.held.pop(which % len(self.held))
        some, rest = claimed[:n], claimed[n:]
        if rest:
            self.held.append((lease, rest))
        allowed = self.wanted()
        ready = sending.dispatch(self.message, lease, [one.id for one in some])
        for one in some:
            if one.id in ready:
                assert one.email in allowed
                self.wire[one.email] += end not in {"deferred", "killed before"}
        if end.startswith("killed"):
            self.kills += len(ready)
            return
        due = timezone.now() + timedelta(seconds=30) if end == "deferred" else None
        settled = [Outcome(pk, end, due_at=due) for pk in ready]
        assert sending.settle(self.message, lease, settled) == len(ready)

    def wanted(self) -> set[str]:
        subscribed = self.audience.contacts.with_status("subscribed")
        return set(subscribed.values_list("email", flat=True))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 5))
    def die(self, which: int) -> None:
        self.held.pop(which % len(self.held))

    @rule(seconds=st.sampled_from([20, 60, 180]))
    def wait(self, seconds: int) -> None:
        self.clock.now += timedelta(seconds=seconds)

    @rule()
    def expire(self) -> None:
        sending.expire(self.message)

    @rule(how=st.sampled_from(LEAVES), email=st.sampled_from(EMAILS))
    def leave(self, how: str, email: str) -> None:
        somebody = self.audience.contacts.filter(email=email)
        if how == "delete":
            deleting.delete(somebody, self.cause)
        else:
            getattr(somebody, how)(self.cause)

    @rule(verb=st.sampled_from(["pause", "resume", "resume"]))
    def turn(self, verb: str) -> None:
        getattr(self.audience.messages.filter(pk=self.message.pk), verb)()

    @invariant()
    def it_adds_up(self) -> None:
        rows = by_rows(self.message)
        assert rows == told(self.message)
        assert sum(rows.values()) == self.message.total

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        assert all(n <= 1 for n in self.wire.values())

    @invariant()
    def what_is_unknown_was_on_the_wire_at_a_kill(self) -> None:
        assert self.message.unknown <= self.kills

    def teardown(self) -> None:
        """Somebody comes and sends the rest: it ends."""
        self.turn("resume")
        for _round in range(3):
            self.clock.now += timedelta(minutes=5)
            sending.expire(self.message)
            while claimed := sending.claim(self.message, 10)[1]:
                row = Delivery.objects.get(audience=self.audience, pk=claimed[0].id)
                assert row.lease
                ready = sending.dispatch(
                    self.message, row.lease, [one.id for one in claimed]
                )
                self.wire.update(one.email for one in claimed if one.id in ready)
                sending.settle(
                    self.message, row.lease, [Outcome(pk, "sent") for pk in ready]
                )
        self.it_adds_up()
        self.nobody_gets_it_twice()
        assert self.message.stage == "finished"


@pytest.mark.django_db
def test_whatever_happens_nobody_gets_it_twice_and_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", Sending.clock)

    run_state_machine_as_test(
        Sending,
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
