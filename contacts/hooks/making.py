"""Webhooks are made, changed, paused, given another address, and deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry
from contacts.hooks import tokens
from contacts.hooks.mapping import Mapping
from contacts.models import Hook, Source

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.querysets import HookQuerySet

MOST = 25  # of an audience


@transaction.atomic
def make(
    audience: Audience,
    name: str,
    *,
    adds_people: bool = False,
    is_syncing: bool = False,
    actor: User | None,
    ip: str | None = None,
) -> Hook:
    nonce, digest = tokens.draw()
    hook = Hook.objects.create(
        audience=audience,
        name=name,
        nonce=nonce,
        digest=digest,
        adds_people=adds_people,
        is_syncing=is_syncing,
    )
    _record("made", hook, actor, ip)
    return hook


@transaction.atomic
def change(hook: Hook, **news: Any) -> None:
    """Set its name and choices; whom it added keep it as their source by any name."""
    _row(hook).present().update(**news)
    if "name" in news:
        sources = hook.audience.sources.filter(kind=Source.Kind.WEBHOOK)
        sources.filter(object_id=hook.pk).update(label=news["name"])
    hook.refresh_from_db()


@transaction.atomic
def remap(hook: Hook, change: Callable[[Mapping], Mapping]) -> bool:
    """Change the mapping as it is now, whoever changed it last; whether it did."""
    held = _row(hook).present().select_for_update(of=("self",)).first()
    if held is None:
        return False
    news = change(Mapping.of(held.mapping)).kept()
    hook.mapping = news
    return news != held.mapping and bool(_row(hook).update(mapping=news))


@transaction.atomic
def renew(hook: Hook, *, actor: User, ip: str | None = None) -> None:
    """Give it another address; the old one is dead when this returns."""
    nonce, digest = tokens.draw()
    _row(hook).present().update(nonce=nonce, digest=digest)
    hook.nonce, hook.digest = nonce, digest
    _record("renewed", hook, actor, ip)


def pause(hook: Hook) -> bool:
    """Let calls be kept alone; False where they are already."""
    return bool(_row(hook).filter(paused_at=None).update(paused_at=timezone.now()))


def resume(hook: Hook) -> bool:
    return bool(_row(hook).exclude(paused_at=None).update(paused_at=None))


@transaction.atomic
def delete(hook: Hook, *, actor: User, ip: str | None = None) -> bool:
    """Let nothing answer at its address; it can be restored for a few days."""
    if not _row(hook).present().update(deleted_at=timezone.now()):
        return False
    _record("deleted", hook, actor, ip)
    return True


@transaction.atomic
def restore(hook: Hook, *, actor: User, ip: str | None = None) -> bool:
    if not _row(hook).exclude(deleted_at=None).update(deleted_at=None):
        return False
    _record("restored", hook, actor, ip)
    return True


def _row(hook: Hook) -> HookQuerySet:
    rows: HookQuerySet = Hook.objects.filter(audience=hook.audience_id, pk=hook.pk)
    return rows


def _record(verb: str, hook: Hook, actor: User | None, ip: str | None) -> None:
    account, what = hook.audience.account, f"webhook.{verb}"
    details: dict[str, Any] = {"audience": hook.audience_id, "webhook": hook.pk}
    AuditEntry.objects.record(account, what, hook.name, actor=actor, ip=ip, **details)
