"""Keeping what comes in, before anybody looks at it.

Whoever brings a message is told that it was taken only when `keep` has returned: by
then it is committed, with the call that wakes whoever looks at it. A message that comes
again (its sender did not hear our answer) is the same one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django_q.tasks import async_task

from delivery.models import Received
from delivery.receiving.reading import clean_text, read_headers

# What is the same however often and on whatever way a message comes. The id alone is
# not enough: some programs give the same one to all that they write.
SAME = ("message-id", "date", "from", "subject")
# Also where the database is set to answer before a commit is on disk.
ON_DISK = "SELECT set_config('synchronous_commit', 'on', true)"
LONGEST_ADDRESS = 320
LONGEST_PLACE = 300
LONGEST_ERROR = 500
MOST_RECIPIENTS = 500  # of a row
MOST_ROWS = 10  # of a message
EVENT = "event"  # the place of what is JSON and no message


class Kept(NamedTuple):
    received: Received
    is_new: bool


class TooMany(ValueError):
    """It is to more recipients than are kept of one message, in a sentence."""


def keep_all(
    raw: bytes,
    way: str,
    *,
    sender: str | None = None,
    recipients: Sequence[str] = (),
    place: str = "",
) -> list[Kept]:
    """Keep a message to any number of recipients: once for each 500 of them.

    Raises TooMany, and keeps nothing then. Whose keeping failed halfway comes again,
    and finds there what was kept.
    """
    to = sorted({_address(each) for each in recipients} - {""})
    parts = [list(some) for some in batched(to, MOST_RECIPIENTS, strict=False)] or [[]]
    if len(parts) > MOST_ROWS:
        raise TooMany(
            f"It is to {len(to)} recipients. Hand it over to at most "
            f"{MOST_ROWS * MOST_RECIPIENTS} at once."
        )
    return [keep(raw, way, sender=sender, recipients=to, place=place) for to in parts]


def keep(
    raw: bytes,
    way: str,
    *,
    sender: str | None = None,
    recipients: Sequence[str] = (),
    place: str = "",
) -> Kept:
    """Keep a message; `sender` is None where the envelope is not known.

    Raises TooMany where it is to more than 500: `keep_all` takes more.
    """
    to = sorted({_address(each) for each in recipients} - {""})
    if len(to) > MOST_RECIPIENTS:
        raise TooMany(f"It is to more than {MOST_RECIPIENTS} recipients.")
    return _keep(
        _identity(raw, to),
        raw,
        way=way,
        place=place[:LONGEST_PLACE],
        sender=_address(sender or ""),
        has_envelope=sender is not None,
        recipients=to,
    )


def keep_event(event: Mapping[str, Any]) -> Kept:
    """Keep what a provider tells, in the words of `receiving.providers`."""
    raw = json.dumps(event, sort_keys=True).encode()
    return _keep(sha256(raw).digest(), raw, way=Received.Way.WEBHOOK, place=EVENT)


@transaction.atomic
def _keep(identity: bytes, raw: bytes, **columns: Any) -> Kept:
    columns |= {"raw": raw, "size": len(raw), "sha256": sha256(raw).digest()}
    columns["due_at"] = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ON_DISK)
    # Its bytes are not wanted back.
    rows = Received.objects.defer("raw")
    received, is_new = rows.get_or_create(identity=identity, defaults=columns)
    if is_new:
        async_task("delivery.receiving.tasks.look_at", received.pk)
    return Kept(received, is_new)


def keep_unfetched(place: str, error: str) -> None:
    """Remember that a mailbox did not give what lies there, and why."""
    rows = Received.objects.filter(place=place[:LONGEST_PLACE])
    Received.objects.get_or_create(
        identity=sha256(f"unfetched {place}".encode()).digest(),
        defaults={
            "way": Received.Way.IMAP,
            "place": place[:LONGEST_PLACE],
            "state": Received.State.UNFETCHED,
            "raw": b"",
            "size": 0,
            "sha256": sha256(b"").digest(),
        },
    )
    rows.count_refusal(clean_text(error)[:LONGEST_ERROR])


def _identity(raw: bytes, recipients: Sequence[str]) -> bytes:
    headers = read_headers(raw)
    same = [headers.first(name) for name in SAME]
    if not headers.first("message-id"):
        same = [sha256(raw).hexdigest()]
    return sha256(json.dumps([same, recipients]).encode()).digest()


def _address(text: str) -> str:
    """As it can be kept and compared."""
    return clean_text(text).strip().strip("<>").lower()[:LONGEST_ADDRESS]
