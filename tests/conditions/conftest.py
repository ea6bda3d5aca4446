"""Somebody who bought three times, and what is asked of such people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audiences.models import Audience
from contacts.models import Contact
from events.models import EventName
from tests.conditions.happenings import NOW, Fact, write
from tests.factories import ContactFactory


@pytest.fixture
def there(db: None) -> None:
    for name in ("bought", "signed_in"):
        EventName.objects.create(name=name)


@pytest.fixture
def buyer(audience: Audience, there: None) -> Contact:
    buyer = ContactFactory.create(audience=audience)
    sums = [(1, 60), (2, "50.5"), (40, 1000)]
    write(
        audience,
        [
            (buyer, Fact("bought", NOW - timedelta(days=days), {"sum": amount}))
            for days, amount in sums
        ],
    )
    return buyer
