from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from audiences.models import Audience
from contacts.indexes import settling, wanting
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import AudienceFactory, ContactFactory, SegmentFactory
from tests.segments.waiting import Two


@pytest.fixture
def club(audience: Audience) -> Audience:
    return AudienceFactory.create(account=audience.account, name="Club")


@pytest.fixture
def important(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))


@pytest.fixture
def readers(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> Iterator[Audience]:
    """Two, who are many enough for indexes; none of these is left behind."""
    monkeypatch.setattr(wanting, "SMALL", 2)
    ContactFactory.create_batch(2, audience=audience)
    yield audience
    for name in settling._there():
        settling._drop(name)


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection[Any]]:
    """Another connection to the same database."""
    params = connection.get_connection_params()
    known = {name: params[name] for name in ("host", "port", "user", "dbname")}
    with psycopg.connect(**known, password=params.get("password")) as other:
        yield other


@pytest.fixture
def two() -> Iterator[Two]:
    with ThreadPoolExecutor(2) as pool:
        yield Two(pool)
