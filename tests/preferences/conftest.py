from __future__ import annotations

import pytest

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from preferences.models import Preference
from tests.factories import PreferenceFactory


@pytest.fixture
def news(audience: Audience) -> Preference:
    return PreferenceFactory.create(audience=audience, name="News")


@pytest.fixture
def offers(audience: Audience) -> Preference:
    return PreferenceFactory.create(audience=audience, name="Offers")


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)
