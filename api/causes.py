"""Why something changes by the API: for a key, which is a source of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from contacts.causes import Cause
from contacts.models import Source

if TYPE_CHECKING:
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


def _source(audience: Audience, key: ApiKey) -> Source:
    source, _created = audience.sources.get_or_create(
        kind=Source.Kind.API, object_id=key.pk, defaults={"label": key.name}
    )
    if source.label != key.name:  # it was renamed since
        audience.sources.filter(pk=source.pk).update(label=key.name)
        source.label = key.name
    return source
