"""Whatever happens while a message is sent: it adds up, and nobody gets it twice."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contacts import deleting
from contacts.causes import Cause
from delivery import freezing, mending, sending
from delivery.models import DomainPace, SendingRules
from delivery.pace import breaking
from delivery.sending import Claimed, Outcome
from tests.delivery.ledgers import by_rows, freeze, message, send_all, told
from tests.factories import AudienceFactory, ContactFactory

EMAILS = [f"{name}@x.org" for name in "abcdefghijkl"]
# What a server says at the end, and whether somebody still hears it.
ENDS = ["sent", "failed", "deferred", "killed after", "killed before"]
# A slow sender says so when somebody has given it up perhaps.
ENDS += ["sent later", "deferred later"]
VERBS = (
    *("claim", "claim", "claim", "send", "send", "send", "send", "leave", "leave"),
    *("wait", "expire", "expire", "die", "pause", "resume", "resume", "freeze"),
    *("restrict", "restrict", "relax", "mend", "turn_back", "retry", "hear"),
)


class Clock:
    """What the ledger takes for the time."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now


class Sending:
    """One message and its senders, each of whom may die at any moment."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.audience = AudienceFactory.create()
        for email in EMAILS:
            ContactFactory.create(audience=self.audience, email=email)
        self.kills = 0
        self.may_be_double: Tally[str] = Tally()
        before = message(self.audience, name="Before")
        had = self.audience.contacts.filter(email__in=EMAILS[:6])
        freeze(before, had)
        send_all(before)
        self.had = set(EMAILS[:6])
        self.had_at = clock.now
        self.message = message(self.audience)
        self.held: list[tuple[UUID, list[Claimed]]] = []
        self.slow: list[tuple[UUID, list[int], str]] = []
        self.wire: Tally[str] = Tally()

    def do(self, verb: str, k: int) -> None:
        getattr(self, verb)(k)
        rows = by_rows(self.message)
        assert rows == told(self.message)
        assert sum(rows.values()) == self.message.total
        is_open = any(rows.get(state) for state in ("pending", "leased", "deferred"))
        assert not (is_open and self.message.stage == "finished")
        assert not [one for one in self.wire if self.wire[one] > self._most(one)]
        assert self.message.unknown <= self.kills

    def _most(self, email: str) -> int:
        """Once, and again for each time that somebody chose to, not knowing."""
        return 1 + self.may_be_double[email]

    def freeze(self, _k: int) -> None:
        freezing.freeze_slice(self.message, self.audience.contacts.all())

    def claim(self, k: int) -> None:
        rules = SendingRules.objects.filter(audience=self.audience).first()
        lease, claimed = sending.claim(self.message, k % 4 + 1)
        if claimed:
            assert not rules or rules.quiet_from is None
            self.held.append((lease, claimed))
        pace = DomainPace.objects.first()
        assert not (pace and pace.tripped_at) or len(claimed) <= 1

    def send(self, k: int) -> None:
        """Dispatch some; what the wire took, the sender may not hear."""
        if not self.held:
            return
        lease, claimed = self.held.pop(k % len(self.held))
        some, rest = claimed[: k % 3 + 1], claimed[k % 3 + 1 :]
        if rest:
            self.held.append((lease, rest))
        subscribed = self.audience.contacts.with_status("subscribed")
        wanted = set(subscribed.values_list("email", flat=True))
        end = ENDS[k % len(ENDS)]
        ready = sending.dispatch(self.message, lease, [one.id for one in some])
        for one in some:
            if one.id in ready:
                assert one.email in wanted
                assert not self._is_capped(one.email)
                self.wire[one.email] += end in {"sent", "sent later", "killed after"}
        if end.startswith("killed"):
            self.kills += len(ready)
        elif end.endswith("later"):
            self.kills += len(ready)  # for as long as it says nothing
            self.slow.append((lease, ready, end.partition(" ")[0]))
        else:
            assert self._settle(lease, ready, end) == len(ready)

    def _settle(self, lease: UUID, ids: list[int], end: str) -> int:
        due = timezone.now() + timedelta(seconds=30) if end == "deferred" else None
        settled = [Outcome(pk, end, due_at=due) for pk in ids]
        return sending.settle(self.message, lease, settled)

    def hear(self, k: int) -> None:
        """A slow sender says what came of it; of what is sent again it cannot."""
        if self.slow:
            lease, ids, end = self.slow.pop(k % len(self.slow))
            self.kills -= self._settle(lease, ids, end)

    def _is_capped(self, email: str) -> bool:
        rules = SendingRules.objects.filter(audience=self.audience).first()
        if not rules or not rules.cap_messages or email not in self.had:
            return False
        return self.clock.now - self.had_at < timedelta(days=rules.cap_days)

    def restrict(self, k: int) -> None:
        """A cap, quiet hours all day long, a slow provider, or an open breaker."""
        if k % 4 < 2:
            day = {"quiet_from": time(0), "quiet_to": time(23, 59, 59, 999999)}
            rule = {"cap_messages": 1, "cap_days": 2} if k % 4 else day
            rows = SendingRules.objects
            rows.update_or_create(audience=self.audience, defaults=rule)
            return
        pace = breaking.pace_for(self.audience.account, "example.org")
        if k % 4 == 2:
            slow = {"rate": 1 / 60, "changed_at": self.clock.now}
            pace.groups.update_or_create(group="other", defaults=slow)
        else:
            breaking.trip(pace, "blocks", "550 5.7.1 no")

    def relax(self, _k: int) -> None:
        SendingRules.objects.filter(audience=self.audience).delete()
        for pace in DomainPace.objects.all():
            pace.groups.all().delete()
            breaking.close(pace)

    def mend(self, _k: int) -> None:
        mending.mend()

    def turn_back(self, _k: int) -> None:
        """The clock was wrong by more than a lease lasts."""
        self.clock.now -= timedelta(minutes=30)

    def retry(self, k: int) -> None:
        """Somebody chooses to send again what may have been sent."""
        one = self.message.deliveries.filter(state=("unknown", "failed")[k % 2]).first()
        if one is not None and sending.retry(self.message, one.state, one.pk):
            self.may_be_double[one.email] += one.state == "unknown"
            self.kills -= one.state == "unknown"

    def die(self, k: int) -> None:
        if self.held:
            self.held.pop(k % len(self.held))

    def wait(self, k: int) -> None:
        self.clock.now += timedelta(seconds=(20, 60, 180)[k % 3])

    def expire(self, _k: int) -> None:
        sending.expire(self.message)

    def leave(self, k: int) -> None:
        somebody = self.audience.contacts.filter(email=EMAILS[k])
        cause = Cause(self.audience, "staff")
        if k % 3 == 0:
            deleting.delete(somebody, cause)
        elif k % 3 == 1:
            somebody.unsubscribe(cause)
        else:
            somebody.archive(cause)

    def pause(self, _k: int) -> None:
        self.audience.messages.filter(pk=self.message.pk).pause()

    def resume(self, _k: int) -> None:
        self.audience.messages.filter(pk=self.message.pk).resume()

    def end(self) -> None:
        """Somebody comes and sends the rest."""
        self.held.clear()
        while self.slow:
            self.do("hear", 0)
        self.do("relax", 0)
        self.do("resume", 0)
        self.do("freeze", 0)
        for _round in EMAILS:
            self.clock.now += timedelta(minutes=5)
            self.do("expire", 0)
            self.do("mend", 0)
            self.do("claim", 3)
            self.do("send", 14)  # which sends all three at most, and hears it
            self.do("send", 14)
        while self.message.stage != "finished":
            self.clock.now += timedelta(minutes=5)
            self.do("claim", 0)
            self.do("send", 0)


@pytest.mark.django_db
@settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(VERBS), st.integers(0, len(EMAILS) - 1)),
        min_size=20,
        max_size=40,
    )
)
def test_whatever_happens_nobody_gets_it_twice_and_it_ends(
    steps: list[tuple[str, int]],
) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", clock)
        sender = Sending(clock)
        sender.do("freeze", 0)
        for verb, k in steps:
            sender.do(verb, k)
        sender.end()
        transaction.set_rollback(True)
