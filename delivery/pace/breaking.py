"""The breaker of a domain: a few refusals that are about us, and nothing leaves.

What waits is held and burns no attempt. After a pause one delivery tries whether it is
over; somebody may close the breaker before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from accounts import limits
from accounts.limits import Rate
from delivery.models import DomainPace, Message
from delivery.reasons import impersonal

if TYPE_CHECKING:
    from accounts.models import Account

# So many in so many seconds open it.
BLOCKS = Rate(10, 600)
PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=4)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def pace_of(message: Message) -> DomainPace | None:
    account = message.audience.account
    domain = domain_of(message.from_email)
    rows = DomainPace.objects.filter(account=account, domain=domain)
    return rows.prefetch_related("groups").first()


def pace_for(account: Account, domain: str) -> DomainPace:
    pace, _made = DomainPace.objects.get_or_create(
        account=account, domain=domain.lower()[:253]
    )
    return pace


def blocked(account: Account, domain: str, why: str, reason: str = "blocks") -> bool:
    """Somebody refused mail for what `domain` is; whether that opened the breaker.

    `why` is what they said, `reason` a word of `delivery.reasons.BREAKERS`.
    """
    pace = pace_for(account, domain)
    if limits.take(f"blocks:{pace.pk}", BLOCKS):
        return False
    return trip(pace, reason, why)


def trip(pace: DomainPace, reason: str, answer: str) -> bool:
    """Let nothing more leave; False where nothing does already."""
    now = timezone.now()
    rows = DomainPace.objects.filter(pk=pace.pk, tripped_at=None)
    return bool(
        rows.update(
            tripped_at=now,
            reason=reason,
            answer=impersonal(answer),
            probe_at=now + PAUSE,
            probes=0,
        )
    )


def take_probe(pace: DomainPace) -> bool:
    """Whether the caller is the one who may try now."""
    now = timezone.now()
    # A clock that was wrong keeps nobody waiting for longer than a pause.
    if pace.probe_at and now < pace.probe_at <= now + LONGEST_PAUSE * 2:
        return False
    wait = min(PAUSE * 2 ** (pace.probes + 1), LONGEST_PAUSE)
    rows = DomainPace.objects.filter(
        pk=pace.pk, tripped_at__isnull=False, probe_at=pace.probe_at
    )
    return bool(rows.update(probe_at=now + wait, probes=F("probes") + 1))


def close(pace: DomainPace) -> bool:
    """Let messages leave again, those first that were held; False if they do."""
    rows = DomainPace.objects.filter(pk=pace.pk, tripped_at__isnull=False)
    closed = rows.update(tripped_at=None, reason="", answer="", probe_at=None, probes=0)
    if closed:
        limits.forget_one(f"blocks:{pace.pk}")
    return bool(closed)
