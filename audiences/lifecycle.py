"""How an audience comes and goes, with the parts that higher apps add to it.

Higher apps register in a module `lifecycle` what a new audience starts with, what is
kept of one that is deleted, and which of their tables have rows of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEntry
from audiences import jobs
from audiences.models import Audience, Job
from audiences.plans import PlanLimit, plan_limit

if TYPE_CHECKING:
    from accounts.models import User

type Part = Callable[[Audience], None]
# Takes the place where its last slice ended, None at first; returns the next or None.
type Hook = Callable[[Audience, Any], Any]

DELETE = "audiences.delete"
CONTACT_DETAILS = (
    *("company", "address1", "address2", "city", "region", "postcode", "country"),
    *("phone", "language", "time_zone"),
)

parts: list[Part] = []
heeders: list[Part] = []
keepers: list[Hook] = []
forgetters: list[Hook] = []
tables: dict[str, tuple[str, ...]] = {}


def starts_with(part: Part) -> Part:
    """Register what every new audience gets, in the transaction that makes it."""
    parts.append(part)
    return part


def heeds(heed: Part) -> Part:
    """Register what follows from new settings, in the transaction that stores them."""
    heeders.append(heed)
    return heed


def keeps(keep: Hook) -> Hook:
    """Register what is written down before the rows of an audience are deleted.

    It does so in slices, each of which may run twice.
    """
    keepers.append(keep)
    return keep


def forgets(forget: Hook) -> Hook:
    """Register what runs instead when nothing of the audience is to be kept."""
    forgetters.append(forget)
    return forget


def deletes(table: str, *columns: str) -> None:
    """Name a table of an audience's rows and the columns to walk through them by.

    Needed where no model says so: an index of the table begins with `audience_id` and
    these columns.
    """
    tables[table] = columns


def prefilled(account: Account, user: User | None = None) -> dict[str, Any]:
    """What a new audience takes from its account and from the person who makes it."""
    company = account.company or account.name
    reminder = _("You receive this because you asked to hear from %(company)s.")
    return {
        **{name: getattr(account, name) for name in CONTACT_DETAILS},
        "company": company,
        "from_name": company,
        "from_email": user.email if user else "",
        "permission_reminder": reminder % {"company": company},
    }


@transaction.atomic
def create(
    account: Account,
    *,
    actor: User | None = None,
    ip: str | None = None,
    with_key: str = "",
    **fields: Any,
) -> Audience:
    """Make an audience with all its parts, last in the order of the account.

    What `fields` leave out comes from the account. Raises `PlanLimit`.
    """
    # Two that are made at once would each count without the other.
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if limit := plan_limit(account):
        raise PlanLimit(limit)
    audience = Audience.objects.create(
        **{**prefilled(account, actor), **fields},
        account=account,
        position=Audience.objects.next_position(account),
    )
    _open_to(actor, audience)
    for part in [*parts, *heeders]:
        part(audience)
    _record("created", audience, actor, ip, with_key=with_key)
    return audience


@transaction.atomic
def update(
    audience: Audience,
    changed: list[str],
    *,
    actor: User | None = None,
    ip: str | None = None,
    with_key: str = "",
) -> bool:
    """Store the changed fields of the audience; False when there are none."""
    if not changed:
        return False
    audience.save(update_fields=changed)
    for heed in heeders:
        heed(audience)
    _record("updated", audience, actor, ip, with_key=with_key, fields=changed)
    return True


@transaction.atomic
def archive(
    audience: Audience, *, actor: User | None = None, ip: str | None = None
) -> bool:
    """Put the audience aside; False when it is already."""
    present = Audience.objects.active().filter(pk=audience.pk)
    if not present.update(archived_at=timezone.now()):
        return False
    _record("archived", audience, actor, ip)
    return True


@transaction.atomic
def unarchive(
    audience: Audience, *, actor: User | None = None, ip: str | None = None
) -> bool:
    """Bring the audience back; False when it is not archived."""
    if not Audience.objects.archived().filter(pk=audience.pk).update(archived_at=None):
        return False
    _record("unarchived", audience, actor, ip)
    return True


@transaction.atomic
def delete_later(
    audience: Audience,
    actor: User | None,
    keep_suppressions: bool = True,
    ip: str | None = None,
    with_key: str = "",
) -> Job:
    """Take the audience away at once and queue the job that deletes its rows."""
    present = Audience.objects.present().filter(pk=audience.pk)
    if not present.update(deleting_at=timezone.now()):
        return audience.jobs.filter(kind=DELETE).latest("pk")
    job = jobs.start(
        audience,
        DELETE,
        audience.name,
        owner=actor,
        keep=keep_suppressions,
        ip=ip,
        with_key=with_key,
    )
    audience.jobs.open().exclude(pk=job.pk).update(cancel_requested=True)
    jobs.run_later(job)
    return job


def _open_to(actor: User | None, audience: Audience) -> None:
    """Let whoever made it see it, also when they see only what was given to them."""
    narrowed = audience.account.memberships.filter(user=actor, is_narrowed=True)
    for membership in narrowed:
        audience.accesses.create(membership=membership)


def _record(
    verb: str, audience: Audience, actor: User | None, ip: str | None, **details: Any
) -> None:
    AuditEntry.objects.record(
        audience.account,
        f"audience.{verb}",
        audience.name,
        actor=actor,
        ip=ip,
        audience=audience.pk,
        **details,
    )
