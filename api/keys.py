"""API keys: how they are made, how requests show them, and which doors they open."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from binascii import Error as NotBase64
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Right
from api.models import ApiKey, KeyAccess
from api.problems import Problem, forbidden, not_found
from audiences.models import Audience

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import Account, User
    from api.requests import ApiRequest
    from audiences.querysets import AudienceQuerySet

# What clients take for the name of a data center: the part behind the dash.
CENTER = "us1"
FORM = re.compile(rf"[0-9a-f]{{32}}-{CENTER}")
PREFIX = 8


@transaction.atomic
def make(
    account: Account,
    *,
    name: str,
    role: str,
    owner: User | None,
    audiences: Iterable[Audience] | None = None,
    ip: str | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which nobody can read again.

    It is narrowed to these audiences; None opens all of the account.
    """
    text = f"{secrets.token_hex(16)}-{CENTER}"
    key = ApiKey.objects.create(
        account=account,
        owner=owner,
        name=name,
        role=role,
        is_narrowed=audiences is not None,
        prefix=text[:PREFIX],
        digest=_digest(text),
    )
    for audience in audiences or ():
        KeyAccess.objects.create(key=key, audience=audience)
    _record("made", key, owner, ip, role=role)
    return key, text


@transaction.atomic
def rename(key: ApiKey, name: str, *, actor: User, ip: str | None = None) -> bool:
    """Give the key this name; False when it has it already."""
    live = ApiKey.objects.live().filter(pk=key.pk).exclude(name=name)
    if not live.update(name=name):
        return False
    before, key.name = key.name, name
    _record("renamed", key, actor, ip, before=before)
    return True


@transaction.atomic
def revoke(key: ApiKey, *, actor: User, ip: str | None = None) -> bool:
    """Let the key open nothing any more; False when it does not already."""
    live = ApiKey.objects.live().filter(pk=key.pk)
    if not live.update(revoked_at=timezone.now()):
        return False
    _record("revoked", key, actor, ip)
    return True


def key_of(request: HttpRequest) -> ApiKey:
    """The key a request is made with; raises a Problem where there is none."""
    said = request.headers.get("Authorization", "").strip()
    if not said:
        detail = "Your request did not include an API key."
        raise _unauthorized("API Key Missing", detail)
    text = _shown(said)
    found = ApiKey.objects.live().select_related("account__plan", "owner")
    for key in found.filter(prefix=text[:PREFIX]) if FORM.fullmatch(text) else ():
        if secrets.compare_digest(bytes(key.digest), _digest(text)):
            if not key.use_is_noted:
                ApiKey.objects.filter(pk=key.pk).note_use()
            return key
    detail = "Your API key may be invalid, or you've attempted to access the wrong "
    raise _unauthorized("API Key Invalid", f"{detail}datacenter.")


def audiences_of(key: ApiKey) -> AudienceQuerySet:
    """The audiences of the account that the key is not kept out of, in their order."""
    audiences = key.account.audiences.present()
    if key.is_narrowed:
        audiences = audiences.filter(key_accesses__key=key)
    return audiences.in_order()


def audience_of(request: ApiRequest, list_id: str, right: Right) -> Audience:
    """The audience of this id; a Problem where the key may not do that there.

    It is 404 for what the key cannot see, 403 where its role does not go so far.
    """
    key = request.key
    audience = audiences_of(key).filter(public_id=list_id).first()
    if audience is None:
        raise not_found()
    if not key.may(right):
        raise forbidden()
    audience.account = key.account
    return audience


def check(request: ApiRequest, right: Right) -> None:
    """Raise a Problem unless the role of the key carries the right."""
    if not request.key.may(right):
        raise forbidden()


def _shown(header: str) -> str:
    """The key in a header: `Bearer`, `apikey`, `OAuth`, or a password of `Basic`."""
    scheme, _, value = header.partition(" ")
    match scheme.lower():
        case "bearer" | "apikey" | "oauth":
            return value.strip()
        case "basic":
            try:
                pair = base64.b64decode(value.strip(), validate=True).decode()
            except (NotBase64, ValueError):
                return ""
            return pair.partition(":")[2]
        case _:
            return ""


def _digest(text: str) -> bytes:
    """A plain hash will do: nobody guesses 128 random bits."""
    return hashlib.sha256(text.encode()).digest()


def _unauthorized(title: str, detail: str) -> Problem:
    return Problem(
        401, title, detail, headers={"WWW-Authenticate": 'Basic realm="API"'}
    )


def _record(
    verb: str, key: ApiKey, actor: User | None, ip: str | None, **details: str
) -> None:
    AuditEntry.objects.record(
        key.account,
        f"api_key.{verb}",
        key.name,
        actor=actor,
        ip=ip,
        key=key.pk,
        **details,
    )
