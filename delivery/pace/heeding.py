"""What servers say about our pace, and what follows from it.

A provider that asks most of what it gets to come again rests for a while; one that says
it is too much gets half as much from then on, and twice as much again whenever it was
content for some time.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from delivery.models import Bounce, Channel, GroupPace
from delivery.pace import breaking, warming
from delivery.pace.groups import group_of
from delivery.reasons import impersonal
from delivery.receiving.verdicts import of_reply

if TYPE_CHECKING:
    from delivery.models import DomainPace, Message
    from delivery.sending import Claimed, Outcome
    from delivery.transports import Answer

# Messages a second: where it begins to be slowed down, and how slow it becomes at most.
BEGINNING, SLOWEST = 20.0, 1 / 60
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(hours=1)
MANY = 4  # of what a group was sent at once has to be put off, and half of it
CONTENT = timedelta(minutes=10)
POLICY = re.compile(r"\s*[45]\.7\.\d")


def is_policy(answer: Answer) -> bool:
    """Whether it is about how much we send, or who we are, not about the recipient."""
    return POLICY.match(answer.text) is not None


def is_block(answer: Answer) -> bool:
    """Whether it refuses for good what we are, not its recipient."""
    if answer.code < 500:
        return False
    if answer.is_smtp:
        return of_reply(answer.code, answer.text).bounce == Bounce.BLOCK
    return is_policy(answer)


def heed(
    message: Message, said: Sequence[tuple[Claimed, Outcome, Answer | None]]
) -> None:
    """Look at what came of some that were sent at once, by mail."""
    if message.channel == Channel.SMS:
        return
    if message.probes and said:
        _probed(message, said)
    if all(answer is None or answer.is_taken for _one, _outcome, answer in said):
        return
    account = message.audience.account
    domain = breaking.domain_of(message.from_email)
    by_group: dict[str, list[Answer]] = defaultdict(list)
    for one, _outcome, answer in said:
        if answer is None or answer.is_doubtful:
            continue
        if answer.is_account:
            pace = breaking.pace_for(account, domain)
            breaking.trip(pace, "account", f"{answer.code} {answer.text}")
        elif is_block(answer) or (answer.code >= 500 and not answer.is_about):
            breaking.blocked(account, domain, f"{answer.code} {answer.text}")
        elif answer.is_about:
            by_group[group_of(one.email)].append(answer)
    for group, answers in sorted(by_group.items()):
        later = [answer for answer in answers if answer.may_come_again]
        slower = [one for one in later if one.code == 421 or is_policy(one)]
        if slower or (len(later) >= MANY and 2 * len(later) >= len(answers)):
            pace = breaking.pace_for(account, domain)
            _slow_down(pace, group, (slower or later)[0], halve=bool(slower))


def give_back(message: Message, n: int) -> None:
    """Some of what was claimed did not leave: the day has them left still."""
    pace = breaking.pace_of(message) if n else None
    if pace is not None:
        warming.give_back(pace, n)


def recover(pace: DomainPace) -> None:
    """Let those have more who were content for a while."""
    long_ago = timezone.now() - CONTENT
    if not any(one.changed_at < long_ago for one in pace.groups.all()):
        return
    is_awake = Q(rests_until=None) | Q(rests_until__lt=long_ago)
    rows = GroupPace.objects.filter(is_awake, domain=pace, changed_at__lt=long_ago)
    rows.filter(Q(rate=None) | Q(rate__gte=BEGINNING)).delete()
    faster = {"rate": F("rate") * 2, "strikes": 0, "rests_until": None}
    rows.update(**faster, changed_at=timezone.now())
    vars(pace).pop("_prefetched_objects_cache", None)  # what is known is old


def _slow_down(pace: DomainPace, group: str, answer: Answer, *, halve: bool) -> None:
    now = timezone.now()
    fresh = {"changed_at": now, "rate": BEGINNING if halve else None}
    one, _made = GroupPace.objects.get_or_create(
        domain=pace, group=group, defaults=fresh
    )
    if one.rests_until and now < one.rests_until <= now + LONGEST_REST * 2:
        return  # others were on their way already
    rest = min(FIRST_REST * 2 ** min(one.strikes, 10), LONGEST_REST)
    rest *= random.uniform(0.75, 1.25)  # noqa: S311 - no secret
    rate = one.rate
    if halve:
        rate = max(SLOWEST, (BEGINNING if rate is None else rate) / 2)
    # Whoever was first slowed it down; the other finds it resting.
    rows = GroupPace.objects.filter(pk=one.pk, rests_until=one.rests_until)
    rows.update(
        rate=rate,
        strikes=F("strikes") + 1,
        rests_until=now + rest,
        answer=impersonal(f"{answer.code} {answer.text}"),
        changed_at=now,
    )


def _probed(
    message: Message, said: Sequence[tuple[Claimed, Outcome, Answer | None]]
) -> None:
    """One was let through to try: if it was taken, all others may follow."""
    message.probes = 0
    if any(outcome.state == "sent" for _one, outcome, _answer in said):
        pace = breaking.pace_of(message)
        if pace is not None:
            breaking.close(pace)
