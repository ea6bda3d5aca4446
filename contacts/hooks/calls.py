"""The calls of a webhook: kept as they come, for a while, and taken in later."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from audiences.models import Audience
from contacts.hooks import taking
from contacts.hooks.mapping import Mapping as Meaning
from contacts.keys import key_of_moment, text_of_moment
from contacts.models import Hook, HookCall

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contacts.querysets import HookCallQuerySet

log = logging.getLogger(__name__)

MOST = 100  # of one webhook
MOST_BYTES = 4 * 1024 * 1024
KEPT = timedelta(days=30)
DELETED_KEPT = timedelta(days=7)  # how long a deletion can be taken back
PAGE_SIZE = 25
SHOWN_LENGTH = 200

# What tells a sender and its kinds of calls apart; never who may call, or cookies.
SHOWN = re.compile(
    r"content-type|user-agent|(x-)?idempotency-key|(webhook|svix)-(id|timestamp)"
    r"|x-[a-z0-9-]*(event|topic|delivery|delivery-id|webhook-id|resource)"
)
# What is another one for each delivery, and the same when it is repeated.
DELIVERY = re.compile(
    r"(x-)?idempotency-key|webhook-id|svix-id|x-shopify-webhook-id"
    r"|x-[a-z0-9-]*delivery(-id|-uuid)?"
)


FAILED = {"why": ["failed", ""]}
TURN = "SELECT pg_advisory_xact_lock(hashtextextended('contacts.hooks.turn', %s))"


@dataclass(frozen=True, slots=True)
class Page:
    calls: list[HookCall]
    older: str  # where the rest begins, or nothing
    before: str


def call_of(hook: Hook, request: HttpRequest, size: int) -> HookCall:
    """A call that is not kept yet, of which nothing came so far."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HookCall(
        audience_id=hook.audience_id,
        hook_id=hook.pk,
        received_at=timezone.now(),
        size=size,
        headers={k: _plain(v) for k, v in headers.items() if SHOWN.fullmatch(k)},
        delivery=_delivery(headers),
    )


def receive(hook: Hook, call: HookCall, document: Any) -> None:
    """Take in and keep a call, committed when this returns.

    What cannot be taken in because something fails here is kept as such, so that it
    can be taken in another time.
    """
    call.body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if hook.paused_at:
        call.said = {"why": ["paused", ""]}
    elif not Meaning.of(hook.mapping).is_ready:
        call.said = {"why": ["unmapped", ""]}
    else:
        try:
            with transaction.atomic():
                taking.take(hook, [call])
                keep(hook, call)
        except Exception:
            if not connection.is_usable():
                raise
            log.exception("A call of the webhook %s was not taken in", hook.pk)
            call.pk, call.contact_id = None, None
            call.state, call.said = HookCall.State.REFUSED, FAILED
        else:
            return
    keep(hook, call)


@transaction.atomic
def keep(hook: Hook, call: HookCall) -> None:
    """Keep a new call, and no more of earlier ones than there is room for."""
    call.save(force_insert=True)
    HookCall.objects.prune(hook, MOST, MOST_BYTES)
    if hook.called_at is None or call.received_at - hook.called_at > timedelta(
        minutes=1
    ):
        rows = Hook.objects.filter(audience=hook.audience_id, pk=hook.pk)
        rows.update(called_at=call.received_at)


def take_in(hook: Hook, **which: Any) -> dict[str, int]:
    """Take in those of the calls that wait or were refused; how many came to what.

    Where one fails that keeps no other from being taken in.
    """
    done = _tried(hook, which)
    if done is None:
        pks = list(_open(hook).filter(**which).values_list("pk", flat=True))
        one_by_one = (_tried(hook, {"pk": pk}) or _failed(hook, pk) for pk in pks)
        done = [call for calls in one_by_one for call in calls]
    states = [str(call.state) for call in done]
    return {state: states.count(state) for state in set(states)}


def _tried(hook: Hook, which: dict[str, Any]) -> list[HookCall] | None:
    """Take in some calls; None where something fails here, and nothing is written."""
    try:
        return _turn(hook, which)
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("Calls of the webhook %s were not taken in", hook.pk)
        return None


@transaction.atomic
def _turn(hook: Hook, which: dict[str, Any]) -> list[HookCall]:
    """One at a time does so, and holds no call before people, nor waits for any: who
    erases them holds these first. A call that just goes needs no outcome any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(TURN, [hook.pk])
    found = list(_open(hook).filter(**which).oldest_first())
    taking.take(hook, found)
    rows = HookCall.objects.filter(audience=hook.audience_id)
    there = rows.filter(pk__in=[call.pk for call in found])
    left = set(there.select_for_update(skip_locked=True).values_list("pk", flat=True))
    said = [call for call in found if call.pk in left]
    rows.bulk_update(said, ["state", "said", "contact"])
    return said


def _failed(hook: Hook, pk: int) -> list[HookCall]:
    """Say so of a call, if it is still there."""
    calls = _open(hook).filter(pk=pk)
    calls.update(state=HookCall.State.REFUSED, said=FAILED, contact=None)
    return list(calls)


def _open(hook: Hook) -> HookCallQuerySet:
    calls = HookCall.objects.filter(audience=hook.audience_id, hook=hook.pk)
    return calls.open()


def page_of(hook: Hook, before: str = "") -> Page:
    calls = HookCall.objects.filter(audience=hook.audience_id, hook=hook.pk)
    # Without what they say: asked for every few seconds, it is looked at one by one.
    calls = calls.select_related("contact").defer("body").newest_first()
    key = key_of_moment(before)
    found = list((calls.before(*key) if key else calls)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    older = ""
    if len(found) > PAGE_SIZE:
        older = text_of_moment(shown[-1].received_at, shown[-1].pk)
    return Page(shown, older, before if key else "")


def sweep() -> int:
    """Drop what was kept long enough: calls, and webhooks that were deleted."""
    now = timezone.now()
    return sum(
        audience.hookcalls.filter(received_at__lt=now - KEPT).delete()[0]
        + audience.hooks.filter(deleted_at__lt=now - DELETED_KEPT).delete()[0]
        for audience in Audience.objects.present().in_order()
    )


def _delivery(headers: Mapping[str, str]) -> str:
    """By what the sender knows the delivery again, or nothing."""
    for name in sorted(headers):
        if DELIVERY.fullmatch(name) and headers[name].strip():
            said = hashlib.sha256(headers[name].encode(errors="replace"))
            return f"{name} {said.hexdigest()}"[-255:]
    return ""


def _plain(value: str) -> str:
    """A header as it can be kept, whatever bytes it came as."""
    return "".join(c for c in value if " " <= c <= "~")[:SHOWN_LENGTH]
