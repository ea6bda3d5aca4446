"""What is known of a name that others report."""

from __future__ import annotations

import pytest

from audiences.models import Audience
from contacts.models import Contact
from contacts.reported import samples
from contacts.reported.samples import sample_of
from contacts.reported.volumes import volumes
from tests.contacts.reporting import event_of, happen
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_properties_are_read_from_a_bounded_sample(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "SIZE", 3)
    happen(anna, days_ago=9, old=1)
    for number in range(3):
        happen(anna, days_ago=number, mixed=[1, "a", None][number], n=number)

    found = sample_of(audience, event_of(audience))

    assert found.size == 3
    assert [p.name for p in found.properties] == ["mixed", "n"]
    assert sorted(found.properties[0].kind.split(", ")) == ["number", "text"]
    assert [top.percent for top in found.properties[1].top] == [33, 33, 33]


def test_values_that_hardly_come_twice_are_no_frequent_ones(
    audience: Audience, anna: Contact
) -> None:
    for number in range(12):
        happen(anna, order=f"A-{number}", same="x")

    order, same = sample_of(audience, event_of(audience)).properties

    assert (order.is_diverse, order.top) == (True, [])
    assert [(top.text, top.percent) for top in same.top] == [("x", 100)]


def test_days_are_those_where_the_audience_is(
    audience: Audience, anna: Contact
) -> None:
    audience.time_zone = "Pacific/Auckland"
    audience.save()
    happen(Contact.objects.get(audience=audience, pk=anna.pk))

    (volume,) = volumes(audience, [event_of(audience)])

    assert [each.n for each in volume.days] == [0] * 29 + [1]
