"""Domains of an account: added, given a way out of their own, looked after, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_q.tasks import async_task

from accounts.models import AuditEntry
from delivery.identities import checking, keys
from delivery.models import DkimKey, Message, SendingDomain
from delivery.transports.choosing import sealed_url

if TYPE_CHECKING:
    from accounts.models import Account, User

MOST = 50  # of one account


@transaction.atomic
def add(
    account: Account, name: str, *, actor: User, ip: str | None = None
) -> tuple[SendingDomain, bool]:
    """The domain of this name with its first key, and whether it is new."""
    domain, is_new = SendingDomain.objects.get_or_create(account=account, name=name)
    if is_new:
        keys.make(domain)
        _record("added", domain, actor, ip)
    return domain, is_new


@transaction.atomic
def set_mail_url(
    domain: SendingDomain, url: str, *, actor: User, ip: str | None = None
) -> None:
    """Let its mail leave by this URL, by the installation's if it is empty.

    Raises BadAddress. The log keeps that it changed, and no password.
    """
    domain.mail_url = sealed_url(url) if url else ""
    domain.save(update_fields=["mail_url"])
    _record("way_changed" if url else "way_removed", domain, actor, ip)


@transaction.atomic
def rotate(
    domain: SendingDomain, *, actor: User, ip: str | None = None
) -> DkimKey | None:
    """Make the key that comes next; None where one waits already."""
    key = keys.rotate(domain)
    if key:
        _record("key_made", domain, actor, ip, selector=key.selector)
    return key


@transaction.atomic
def delete(domain: SendingDomain, *, actor: User, ip: str | None = None) -> None:
    """Forget the domain and its keys; nobody can sign with them any more."""
    _record("deleted", domain, actor, ip)
    domain.delete()


def messages_from(domain: SendingDomain) -> int:
    """How many messages are on their way from its addresses."""
    open_ones = Message.objects.filter(
        audience__in=domain.account.audiences.all(),
        stage__in=["freezing", "sending", "paused"],
        from_email__iendswith=f"@{domain.name}",
    )
    return open_ones.count()


def check_all_later() -> int:
    """Queue the look-ups of each domain: they are short, and each by itself."""
    ids = list(SendingDomain.objects.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        async_task("delivery.tasks.check_domain", pk)
    return len(ids)


def check_one(pk: int) -> None:
    if domain := SendingDomain.objects.select_related("account").filter(pk=pk).first():
        checking.check(domain)


def _record(
    verb: str, domain: SendingDomain, actor: User, ip: str | None, **details: str
) -> None:
    AuditEntry.objects.record(
        domain.account,
        f"sending_domain.{verb}",
        domain.name,
        actor=actor,
        ip=ip,
        domain=domain.pk,
        **details,
    )
