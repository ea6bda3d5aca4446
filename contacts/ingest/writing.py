"""Reports are written, many in one statement, and answered for one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.ingest import statement
from contacts.ingest.reports import Report
from events import dictionary, partitions
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from audiences.models import Audience

MOST = 5_000
NOBODY = gettext_lazy("There is no such contact.")


def write(audience: Audience, reports: Sequence[Report]) -> list[str]:
    """Write at most 5,000 reports in one statement; what is wrong with each, or "".

    What is right is written, whatever is wrong with others. Of a key that came before,
    in the batch or within a day at least, nothing is written, and nothing is wrong.
    """
    if len(reports) > MOST:
        raise ValueError(f"At most {MOST} reports are written at once.")
    return write_named(audience, reports, names_of(audience, reports))


def names_of(audience: Audience, reports: Iterable[Report]) -> dict[str, int]:
    """The ids of the names of the reports, made before anything is locked."""
    return dictionary.ensure(audience.pk, {report.name for report in reports})


def write_named(
    audience: Audience, reports: Sequence[Report], names: Mapping[str, int]
) -> list[str]:
    """The same with the ids of the names, for who is in a transaction."""
    named = [place for place, each in enumerate(reports) if each.name in names]
    faults = {}
    if len(named) < len(reports):
        full = _("There are %(n)s event names already, as many as there can be.")
        left = set(range(len(reports))) - set(named)
        faults = dict.fromkeys(left, full % {"n": dictionary.MOST})
    if named:
        written = _run(audience, [reports[place] for place in named], names)
        faults |= {named[place]: str(NOBODY) for place in written.unknown}
        wake_after_commit(written.heard)
    return [faults.get(place, "") for place in range(len(reports))]


def _run(
    audience: Audience, reports: Sequence[Report], names: Mapping[str, int]
) -> statement.Written:
    """Write them, if need be after the months that a longer plan asks for are made."""
    savepoint = transaction.atomic if connection.in_atomic_block else nullcontext
    try:
        with savepoint():
            return statement.run(audience, reports, names)
    except IntegrityError:
        partitions.ensure_partitions()
        return statement.run(audience, reports, names)
