"""An export is ordered once, written down, and fetched while its file is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs
from contacts.exports.columns import columns_of
from contacts.exports.orders import Order
from contacts.exports.running import KIND

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def launch(
    audience: Audience, order: Order, once: str, *, owner: User, ip: str
) -> tuple[Job, bool]:
    """Record the work, and whether it is new: a form that is sent twice orders once."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"contacts.export:{owner.pk}"])
    own = audience.jobs.filter(kind=KIND, owner=owner, params__once=once)
    if job := own.first():
        return job, False
    columns = {column.key: column.title for column in columns_of(audience)}
    keys = [key for key in columns if not order.columns or key in order.columns]
    order = replace(order.fixed(audience), columns=tuple(keys))
    job = jobs.start(
        audience,
        KIND,
        _("Export of contacts"),
        owner=owner,
        total=order.count(audience),
        **order.to_dict(),
        titles=[columns[key] for key in keys],
        up_to=audience.contacts.last_id(),
        once=once,
    )
    _record(job, "ordered", owner, ip, contacts=job.total, columns=keys)
    return job, True


def record_download(job: Job, *, actor: User, ip: str) -> None:
    _record(job, "downloaded", actor, ip, contacts=job.counts["rows"])


def expires_at(job: Job) -> datetime:
    """Until when the file of a finished export can be fetched."""
    ended = job.finished_at or timezone.now()
    return ended + timedelta(days=settings.EXPORT_DAYS)


def is_there(job: Job) -> bool:
    return bool(job.result) and timezone.now() < expires_at(job)


def filename(job: Job) -> str:
    """What the file is called where it is saved."""
    name = slugify(job.audience.name) or "contacts"
    day = timezone.localtime(job.finished_at).date()
    return f"{name}-{day:%Y-%m-%d}.{job.params['format']}"


def _without_words(wanted: dict[str, Any]) -> dict[str, Any]:
    """The filter without what was searched for: the audit log outlives persons."""
    return {**wanted, "text": "…" if wanted["text"] else ""}


def _record(job: Job, verb: str, actor: User, ip: str, **details: Any) -> None:
    AuditEntry.objects.record(
        job.audience.account,
        f"export.{verb}",
        job.audience.name,
        actor=actor,
        ip=ip,
        audience=job.audience_id,
        job=job.pk,
        format=job.params["format"],
        filter=_without_words(job.params["filter"]),
        **details,
    )
