"""The program of an audience: set up, asked for, approved by an admin, paused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry
from delivery import secrets
from delivery.models import Kind, SmsProgram

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

State = SmsProgram.State
# What an admin approved: with another of these it has to be approved again.
APPROVED = ("provider", "sender", "identity", "stop_text", "country", "details")


def of(audience: Audience) -> SmsProgram | None:
    program: SmsProgram | None = audience.smsprograms.first()
    if program:
        program.audience = audience
    return program


def find(token: UUID) -> SmsProgram | None:
    """The program of this token; none whose audience is being deleted."""
    programs = SmsProgram.objects.select_related("audience__account")
    return programs.filter(token=token, audience__deleting_at=None).first()


def digest(program: SmsProgram) -> str:
    """Of all that an admin approves: another one where any of it differs."""
    said = json.dumps([getattr(program, name) for name in APPROVED], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def may_send(program: SmsProgram | None, kind: str) -> bool:
    """While it is paused, only what people asked for themselves is answered."""
    if program is None:
        return False
    paused = program.state == State.PAUSED and kind == Kind.SYSTEM
    return program.state == State.APPROVED or paused


@transaction.atomic
def set_up(
    program: SmsProgram,
    hidden: Mapping[str, str],
    *,
    actor: User,
    ip: str | None = None,
) -> SmsProgram:
    """Save what was filled in; `hidden` are secrets, and empty ones stay as they are.

    What an admin would have approved otherwise waits for approval again.
    """
    there = of(program.audience)
    known: dict[str, str] = {}
    if there:
        program.pk, program.token = there.pk, there.token
        for name in ("state", "asked_by", "approved_by", "approved_at"):
            setattr(program, name, getattr(there, name))
        if there.provider == program.provider and there.sealed:
            known = secrets.unseal(there.sealed)
    given = {name: value for name, value in hidden.items() if value}
    said = {name: known.get(name, "") for name in hidden} | given
    program.sealed = secrets.seal(said) if any(said.values()) else b""
    if there is None or any(_other(there, program, name) for name in APPROVED):
        program.state = State.DRAFT
    program.save()
    _record(program, "set_up", actor, ip)
    return program


def ask(program: SmsProgram, *, actor: User, ip: str | None = None) -> bool:
    """Ask the admins to approve it; False if it is no draft."""
    return _move(program, "asked", [State.DRAFT], State.ASKED, actor, ip)


@transaction.atomic
def approve(
    program: SmsProgram, *, seen: str, actor: User, ip: str | None = None
) -> bool:
    """Let it send: from now on the admin answers for it.

    `seen` is the digest of what they looked at. False if nobody asked, or if it is
    something else by now.
    """
    rows = program.audience.smsprograms.filter(pk=program.pk)
    there = rows.select_for_update(of=("self",)).first()
    if there is None or digest(there) != seen:
        return False
    allowed = {"approved_by": actor, "approved_at": timezone.now()}
    return _move(
        program, "approved", [State.ASKED], State.APPROVED, actor, ip, **allowed
    )


def send_back(program: SmsProgram, *, actor: User, ip: str | None = None) -> bool:
    """Refuse the approval that was asked for."""
    return _move(program, "sent_back", [State.ASKED], State.DRAFT, actor, ip)


def pause(program: SmsProgram, *, actor: User, ip: str | None = None) -> bool:
    return _move(program, "paused", [State.APPROVED], State.PAUSED, actor, ip)


def resume(program: SmsProgram, *, actor: User, ip: str | None = None) -> bool:
    return _move(program, "resumed", [State.PAUSED], State.APPROVED, actor, ip)


@transaction.atomic
def _move(
    program: SmsProgram,
    verb: str,
    before: list[State],
    after: State,
    actor: User,
    ip: str | None,
    **more: Any,
) -> bool:
    if verb == "asked":
        more["asked_by"] = actor
    rows = program.audience.smsprograms.filter(pk=program.pk, state__in=before)
    if not rows.update(state=after, **more):
        return False
    program.state = after
    _record(program, verb, actor, ip)
    return True


def _other(there: SmsProgram, program: SmsProgram, name: str) -> bool:
    return bool(getattr(there, name) != getattr(program, name))


def _record(program: SmsProgram, verb: str, actor: User, ip: str | None) -> None:
    audience = program.audience
    AuditEntry.objects.record(
        audience.account,
        f"sms.{verb}",
        audience.name,
        actor=actor,
        ip=ip,
        sender=program.sender,
        provider=program.provider,
    )
