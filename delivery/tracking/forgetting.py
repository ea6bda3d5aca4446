"""Single hits leave after a while: what was counted by them stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from audiences.models import Audience
from events.retention import delete_batches

# They are appended, so that the oldest have the lowest ids, or nearly.
DELETE = """
DELETE FROM delivery_hit WHERE audience_id = %(audience)s AND id IN (
    SELECT id FROM (
        SELECT h.id, h.at FROM delivery_hit h
        WHERE h.audience_id = %(audience)s ORDER BY h.id LIMIT %(n)s
    ) oldest WHERE at < %(before)s
)
"""


def forget_old(seconds: float) -> tuple[int, bool]:
    """Drop hits that were kept long enough; how many, and if all are gone.

    0 days keep them for good.
    """
    if not settings.HIT_DAYS:
        return 0, True
    before = timezone.now() - timedelta(days=settings.HIT_DAYS)
    ids = Audience.objects.order_by("pk").values_list("pk", flat=True)
    return delete_batches(seconds, ((pk, before) for pk in ids), DELETE)
