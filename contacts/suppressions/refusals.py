"""What came of lists of suppressed addresses, and the lines that named none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.imports import reasons
from contacts.imports.refusals import pieces_of
from contacts.models import SuppressionList, SuppressionRefusal
from contacts.suppressions.kinds import STAYS

if TYPE_CHECKING:
    from audiences.models import Audience

SHOWN = 50
LATEST = 10


def latest(audience: Audience) -> list[SuppressionList]:
    """The last lists that were read, or are being read."""
    read = audience.suppressionlists.exclude(job=None)
    return list(read.select_related("job", "owner").order_by("-pk")[:LATEST])


def first_of(listed: SuppressionList) -> list[tuple[SuppressionRefusal, str]]:
    """The first lines that named no address, each with the reason in words."""
    refused = listed.audience.suppressionrefusals.filter(listed_in=listed)
    return [(row, _why(row)) for row in refused.order_by("line")[:SHOWN]]


def csv_of(listed: SuppressionList) -> Iterator[str]:
    """All of them as CSV, in pieces."""
    refused = listed.audience.suppressionrefusals.filter(listed_in=listed)
    heads = [_("Line"), _("Reason"), _("Says")]
    yield from pieces_of(
        refused, heads, lambda row: [str(row.line), _why(row), row.value]
    )


def forget() -> int:
    """Delete the refused lines of lists of long ago; return how many those were."""
    forgotten = 0
    for listed in long_over():
        refused = listed.audience.suppressionrefusals.filter(listed_in=listed)
        forgotten += refused.delete()[0]
    return forgotten


def long_over() -> list[SuppressionList]:
    before = timezone.now() - timedelta(days=settings.JOB_DAYS)
    over = SuppressionList.objects.filter(job__finished_at__lt=before)
    return list(over.select_related("audience").order_by("pk"))


def _why(row: SuppressionRefusal) -> str:
    code = row.reason
    if code == STAYS:
        return _("It says that the person may be written to.")
    return reasons.sentence(code if code in reasons.REASONS else f"email_{code}")
