from __future__ import annotations

import pytest

from audiences.models import Audience
from segments.models import Segment
from tests.conditions.said import VIP, of
from tests.factories import AudienceFactory, SegmentFactory


@pytest.fixture
def club(audience: Audience) -> Audience:
    return AudienceFactory.create(account=audience.account, name="Club")


@pytest.fixture
def important(audience: Audience) -> Segment:
    return SegmentFactory.create(audience=audience, name="Important", tree=of(VIP))
