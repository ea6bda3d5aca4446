"""Why something changes by the API: for a key, which is a source of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction

from accounts.http import client_ip
from contacts.causes import Cause
from contacts.models import Source

if TYPE_CHECKING:
    from accounts.models import User
    from api.models import ApiKey
    from api.requests import ApiRequest
    from audiences.models import Audience


@contextmanager
def changing(
    request: ApiRequest, audience: Audience, ip: str | None = None
) -> Iterator[Cause]:
    """All that is done within it or nothing, for this cause.

    `ip` is that of the person it is about.
    """
    with transaction.atomic():
        yield Cause(audience, "api", source=_source(audience, request.key), ip=ip)


class Who(TypedDict):
    """What the audit log is told of whoever does something by the API."""

    actor: User | None
    ip: str | None
    with_key: str


def who(request: ApiRequest) -> Who:
    key = request.key
    return {"actor": key.owner, "ip": client_ip(request), "with_key": key.name}


def _source(audience: Audience, key: ApiKey) -> Source:
    source, _created = audience.sources.get_or_create(
        kind=Source.Kind.API, object_id=key.pk, defaults={"label": key.name}
    )
    if source.label != key.name:  # it was renamed since
        audience.sources.filter(pk=source.pk).update(label=key.name)
        source.label = key.name
    return source
