"""What follows from what a server said: sent, never, later, or nobody knows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.utils import timezone

from delivery.pace.heeding import is_block
from delivery.sending import Claimed, Outcome
from delivery.transports import Answer, Lost

# A server that asks to come again is asked after 5 minutes, then 10, and so on up to
# four hours: for about a day in all.
FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=4)
MOST_ATTEMPTS = 12
# Where nobody knows of whom a refusal is: by then it is of the recipient.
MOST_DOUBTS = 3
# When the way out itself is shut, for whomever.
SHUT = timedelta(seconds=30)


def of_answer(delivery: Claimed, answer: Answer) -> Outcome:
    """Of one message; what is not about its recipient says nothing against them."""
    said = f"{answer.code} {answer.text}"
    if answer.is_taken:
        return Outcome(delivery.id, "sent", answer=said)
    if answer.is_opt_out:  # no fault of anybody's
        return Outcome(delivery.id, "suppressed", "opted_out_there", said)
    if not answer.is_about:
        return again(delivery, said)
    if answer.is_doubtful and delivery.attempts >= MOST_DOUBTS:
        return Outcome(delivery.id, "failed", "refused", said)
    blocked = is_block(answer)
    if not (answer.may_come_again or blocked):
        return Outcome(delivery.id, "failed", "refused", said)
    return _put_off(delivery, "blocked" if blocked else "busy", said)


def of_loss(delivery: Claimed, lost: Lost) -> Outcome:
    if lost.may_be_taken:
        return Outcome(delivery.id, "unknown", "lost", str(lost))
    if lost.is_about:
        return _put_off(delivery, "busy", str(lost))
    return again(delivery, str(lost))


def again(delivery: Claimed, said: str = "", *, reason: str = "") -> Outcome:
    """For who could not be tried at all."""
    due_at = timezone.now() + SHUT
    return Outcome(delivery.id, "pending", reason, said, due_at)


def _put_off(delivery: Claimed, why: str, said: str) -> Outcome:
    if delivery.attempts >= MOST_ATTEMPTS:
        return Outcome(delivery.id, "failed", "given_up", said)
    return Outcome(delivery.id, "deferred", why, said, _later(delivery.attempts))


def _later(attempts: int) -> datetime:
    """Doubled each time, and spread so that not all come back at once."""
    wait: timedelta = min(FIRST * 2 ** (attempts - 1), LONGEST)
    return timezone.now() + wait * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
