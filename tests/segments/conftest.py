from __future__ import annotations

from collections.abc import Iterator

import pytest

from audiences.models import Audience
from contacts.indexes import settling, wanting
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import AudienceFactory, ContactFactory, SegmentFactory


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
