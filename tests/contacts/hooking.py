"""Webhooks, and services that post to them."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from audiences.models import Audience
from contacts.hooks import calls, making, tokens
from contacts.hooks.mapping import Mapping
from contacts.models import Hook, HookCall
from events.models import Event

# An order as a shop may tell it.
ORDER: dict[str, Any] = {
    "event": "order.paid",
    "id": "evt_1",
    "customer": {"email": "Anna@example.com", "first_name": "Anna"},
    "order": {"total": 12.5, "items": [{"sku": "A1"}, {"sku": "B2"}]},
}
MAPPED = Mapping(
    email="/customer/email",
    name="/event",
    properties=(("total", "/order/total"),),
)


def hook_of(
    audience: Audience, mapping: Mapping | None = MAPPED, **choices: Any
) -> Hook:
    hook = making.make(audience, "Shop", actor=None, **choices)
    if mapping is not None:
        making.remap(hook, lambda _now: mapping)
    return hook


def path_of(hook: Hook) -> str:
    return f"/hooks/{tokens.token_of(hook)}"


def post(
    hook: Hook,
    document: Any,
    content_type: str = "application/json",
    **headers: str,
) -> Any:
    """What a service is answered that knows no cookies."""
    body = document if isinstance(document, bytes | str) else json.dumps(document)
    return Client(enforce_csrf_checks=True).post(
        path_of(hook),
        body,
        content_type=content_type,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def arrive(hook: Hook, document: Any) -> HookCall:
    """A call, where nobody listens at the address."""
    call = HookCall(
        audience_id=hook.audience_id,
        hook_id=hook.pk,
        received_at=timezone.now(),
        size=len(json.dumps(document)),
        headers={"content-type": "application/json"},
    )
    calls.receive(hook, call, document)
    return call


def last_call(hook: Hook) -> HookCall:
    calls = HookCall.objects.filter(audience=hook.audience, hook=hook)
    call = calls.newest_first().first()
    assert call
    return call


def written(audience: Audience) -> list[tuple[str, Any]]:
    """The names and properties of the custom events, in the order they were written."""
    log = Event.objects.filter(audience=audience, kind="custom").order_by("id")
    return list(log.values_list("name__name", "properties"))


def full_mapping(audience: Audience) -> Mapping:
    first = audience.fields.get(tag="FNAME")
    tag = audience.tags.ensure(audience, ["Shop"])["Shop"]
    return Mapping(
        email="/customer/email",
        name="/event",
        id="/id",
        fields=((first.pk, "/customer/first_name"),),
        tags=("/order/items/0/sku",),
        tag_ids=(tag,),
    )
