"""The rows of a file of past events that were refused: kept, shown, taken away."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.imports.refusals import (
    MAX_SHOWN,
    Page,
    Refusal,
    page_among,
    pieces_of,
)
from contacts.models import PastImport, PastRefusal
from contacts.past import reasons

if TYPE_CHECKING:
    from audiences.models import Job
    from contacts.imports.reading import Record
    from contacts.past.writing import Refused

MOST_KEPT = 100_000  # rows of a file; of all others the reason is counted
MAX_KEPT_CELL = 500
REASON = "refused_"  # before a code, in the counts of a job


def keep(
    run: PastImport,
    refused: Sequence[Refused],
    records: Mapping[int, Record],
    before: int,
) -> Tally[str]:
    """Keep some refused rows, of which there were so many before; count the reasons."""
    width = len(run.columns)
    room = max(0, MOST_KEPT - before)
    PastRefusal.objects.bulk_create(
        PastRefusal(
            audience_id=run.audience_id,
            past=run,
            line=line,
            reason=code,
            column=_title(run, index),
            value=value.replace("\0", "")[:200],
            row=[cell[:MAX_KEPT_CELL] for cell in records[line].cells[:width]],
        )
        for line, code, index, value in sorted(refused)[:room]
    )
    return Tally(f"{REASON}{code}" for _line, code, _index, _value in refused)


def forget_of(run: PastImport) -> int:
    rows = PastRefusal.objects.filter(audience=run.audience_id, past=run)
    return rows.delete()[0]


def page_of(run: PastImport, after: int | None, before: int | None) -> Page:
    """The rows behind one line, or before one, or the first ones."""
    refused = run.audience.pastrefusals.filter(past=run)
    return page_among(refused, _shown, after, before)


def by_reason(job: Job) -> list[tuple[str, int]]:
    """How many rows were refused for each reason, the most frequent first."""
    counted = [
        (name.removeprefix(REASON), n)
        for name, n in job.counts.items()
        if name.startswith(REASON)
    ]
    ordered = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    return [(reasons.sentence(code), n) for code, n in ordered]


def csv_of(run: PastImport) -> Iterator[str]:
    """All that are kept, as CSV in pieces: line, reason, the cells of the row."""
    refused = run.audience.pastrefusals.filter(past=run)
    heads = [_("Line"), _("Reason"), *(column["title"] for column in run.columns)]
    return pieces_of(
        refused,
        heads,
        lambda row: [str(row.line), reasons.sentence(row.reason), *row.row],
    )


def forget() -> int:
    """Delete the refused rows of files of long ago; return how many those were."""
    return sum(map(forget_of, long_over()))


def long_over() -> list[PastImport]:
    before = timezone.now() - timedelta(days=settings.JOB_DAYS)
    over = PastImport.objects.filter(job__finished_at__lt=before)
    return list(over.select_related("audience").order_by("pk"))


def _shown(row: PastRefusal) -> Refusal:
    """What was wrong; where no single cell was, what the row said."""
    said = row.value or " · ".join(cell for cell in row.row if cell)
    why = reasons.sentence(row.reason)
    return Refusal(row.line, row.column, said[:MAX_SHOWN], why)


def _title(run: PastImport, index: int) -> str:
    """The column that is at fault, if one is."""
    if 0 <= index < len(run.columns):
        return run.columns[index]["title"][:100] or _("Column %s") % (index + 1)
    return ""
