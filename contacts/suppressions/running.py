"""A list of suppressed addresses as a job: hashes kept, people here made to match.

Whoever is in the audience becomes unsubscribed, or their address dead, by the verbs
that do so elsewhere. Read twice, a list changes nothing the second time.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs
from audiences.models.jobs import private_storage
from contacts import statuses, uploading
from contacts.addresses import AddressError, normalize
from contacts.causes import Cause
from contacts.imports import reading
from contacts.models import Suppression, SuppressionList, SuppressionRefusal
from contacts.suppressions import kinds

if TYPE_CHECKING:
    from audiences.models import Audience, Job
    from contacts.imports.reading import Record

KIND = "contacts.suppress"
BATCH = 2_000
BATCH_BYTES = 4 << 20
SECONDS = 2.0  # what one slice reads
PER_MILLE = 1000


@transaction.atomic
def launch(audience: Audience, pk: int, *, ip: str) -> tuple[SuppressionList, bool]:
    """Start reading the list, and say whether it was not under way already."""
    listed: SuppressionList = audience.suppressionlists.select_for_update().get(pk=pk)
    if listed.job_id:
        return listed, False
    listed.job = jobs.start(
        audience,
        KIND,
        _("Suppressing %s") % listed.filename,
        owner=listed.owner,
        total=PER_MILLE,
        listed=listed.pk,
        ip=ip,
    )
    listed.save(update_fields=["job"])
    return listed, True


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    listed = _listed(job)
    ends = time.monotonic() + SECONDS
    cause = Cause(job.audience, "suppression", actor=job.owner, ip=job.params["ip"])
    with listed.file.open("rb") as file:
        source = reading.records(
            file,
            uploading.dialect_of(listed),
            job.cursor.get("offset", 0),
            job.cursor.get("line", 0),
        )
        while batch := reading.next_of(source, BATCH, BATCH_BYTES):
            _take(job, listed, cause, batch)
            job.cursor = {"offset": batch[-1].end, "line": batch[-1].end_line}
            job.done = min(PER_MILLE, batch[-1].end * PER_MILLE // max(listed.size, 1))
            if time.monotonic() > ends:
                return True
    _over(job)
    return False


@jobs.sweep_of(KIND)
def _over(job: Job) -> None:
    """Write down what came of it, and forget the addresses: the hashes are kept."""
    listed = _listed(job)
    name = listed.file.name
    job.audience.suppressionlists.filter(pk=listed.pk).update(file="")
    if name:
        transaction.on_commit(lambda: private_storage().delete(name))
    AuditEntry.objects.record(
        job.audience.account,
        "suppressions.imported",
        listed.filename,
        actor=job.owner,
        ip=job.params["ip"],
        audience=job.audience_id,
        job=job.pk,
        **job.counts,
    )


def report(job: Job) -> dict[str, int]:
    names = ("rows", "added", "known", "unsubscribed", "cleaned", "refused")
    return {name: job.counts.get(name, 0) for name in names}


def _listed(job: Job) -> SuppressionList:
    listed: SuppressionList = job.audience.suppressionlists.get(pk=job.params["listed"])
    return listed


def _take(job: Job, listed: SuppressionList, cause: Cause, batch: list[Record]) -> None:
    by_kind: dict[str, set[str]] = defaultdict(set)
    refused = []
    for record in batch:
        try:
            kind, email = _read(listed, record)
        except AddressError as error:
            refused.append(_refusal(listed, record, error.code))
        else:
            if kind == kinds.STAYS:
                refused.append(_refusal(listed, record, kind))
            by_kind[kind].add(email)
    by_kind.pop(kinds.STAYS, None)
    SuppressionRefusal.objects.bulk_create(refused)
    pairs = [(kind, email) for kind, emails in by_kind.items() for email in emails]
    added = Suppression.objects.keep_all(cause.audience, pairs, cause.at)
    dead = by_kind.pop("cleaned", set())
    out = set().union(*by_kind.values())
    here = cause.audience.contacts
    counts = Tally(
        rows=len(batch),
        refused=len(refused),
        added=added,
        known=len(batch) - len(refused) - added,
        unsubscribed=len(statuses.unsubscribe(here.filter(email__in=out), cause)),
        cleaned=len(statuses.clean(here.filter(email__in=dead - out), cause)),
    )
    job.counts = dict(Tally(job.counts) + counts)


def _read(listed: SuppressionList, record: Record) -> tuple[str, str]:
    """The kind and the address of a row; `AddressError` where it names none.

    The kind is STAYS where the row itself says that its person may be written to.
    """
    cells = record.cells
    if record.problem or listed.address_column >= len(cells):
        raise AddressError("empty")
    email = normalize(cells[listed.address_column])
    place = listed.reason_column
    said = cells[place] if place is not None and place < len(cells) else ""
    kind = kinds.STAYS if kinds.lets_stay(said) else kinds.of_word(said)
    return kind or listed.kind, email


def _refusal(listed: SuppressionList, record: Record, code: str) -> SuppressionRefusal:
    said = " · ".join(cell for cell in record.cells if cell.strip())
    return SuppressionRefusal(
        audience_id=listed.audience_id,
        listed_in=listed,
        line=record.line,
        reason=record.problem or code,
        value=said.replace("\0", "")[:200],
    )
