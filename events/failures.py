"""Rows on which a reaction failed: kept with the error, to be tried again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audiences.models import Audience
from events import reactions
from events.models import OutboxFailure
from events.reactions import Failed, Heard

logger = logging.getLogger(__name__)

BATCH = 1_000
DAYS = 30  # that they are kept
ERROR_LENGTH = 1_000


def keep(
    audience: Audience, reaction: str, failed: Sequence[Failed], attempts: int = 1
) -> None:
    """Write down on which rows the reaction failed, in the transaction of the rest."""
    if not failed:
        return
    logger.error(
        "%s failed on %s events of audience %s, first on event %s",
        *(reaction, len(failed), audience.pk, failed[0][0].id),
        exc_info=failed[0][1],
    )
    OutboxFailure.objects.bulk_create(
        OutboxFailure(
            audience=audience,
            reaction=reaction,
            event_id=heard.id,
            name_id=heard.name_id,
            contact_id=heard.contact_id,
            occurred_at=heard.occurred_at,
            properties=heard.properties,
            is_syncing=heard.is_syncing,
            error=in_words(error),
            attempts=attempts,
        )
        for heard, error in failed
    )


def in_words(error: Exception) -> str:
    """The error as a text that the database takes."""
    text = f"{type(error).__name__}: {error}".replace("\0", "")
    return text[:ERROR_LENGTH].encode(errors="replace").decode()


def purge() -> int:
    """Give up what nobody tried again for so long; return how many that were."""
    before = timezone.now() - timedelta(days=DAYS)
    given_up = 0
    for audience in Audience.objects.order_by("pk"):
        given_up += audience.outboxfailures.filter(failed_at__lt=before).delete()[0]
    return given_up


def retry_all(audience: Audience) -> tuple[int, int]:
    """Try all failures of the audience once more; return how many, and failed again."""
    ids = list(audience.outboxfailures.order_by("pk").values_list("pk", flat=True))
    done = [retry(audience, ids[at : at + BATCH]) for at in range(0, len(ids), BATCH)]
    return sum(tried for tried, _failed in done), sum(failed for _tried, failed in done)


@transaction.atomic
def retry(audience: Audience, ids: Iterable[int]) -> tuple[int, int]:
    """Let the reactions hear these once more; return how many, and failed again.

    What somebody else is at is left to them, and what nothing reacts to any more stays.
    """
    rows = audience.outboxfailures.filter(pk__in=ids, reaction__in=reactions.reactions)
    taken = list(rows.select_for_update(skip_locked=True).order_by("event_id"))
    audience.outboxfailures.filter(pk__in=[row.pk for row in taken]).delete()
    batches = defaultdict(list)
    for row in taken:
        batches[row.reaction, row.attempts].append(_heard(row))
    failures = 0
    for (name, attempts), heard in batches.items():
        failed = reactions.hear(reactions.reactions[name], audience, heard)
        keep(audience, name, failed, attempts + 1)
        failures += len(failed)
    return len(taken), failures


def _heard(row: OutboxFailure) -> Heard:
    known = row.event_id, row.name_id, row.contact_id, row.occurred_at
    return Heard(*known, row.properties, row.is_syncing)
