"""What is kept of who opened pages, when they are merged, told or gone."""

from __future__ import annotations

import pytest

from audiences.models import Audience
from audiences.people import Person
from contacts.models import Contact
from forms.landing import people
from forms.models import LandingVisit
from tests.factories import ContactFactory
from tests.forms.landing.opening import DAY, page, write_visits


@pytest.fixture
def both(audience: Audience) -> tuple[Contact, Contact]:
    ann, bea = ContactFactory.create_batch(2, audience=audience)
    return ann, bea


def opened(contact: Contact) -> list[str]:
    visits = LandingVisit.objects.filter(
        audience=contact.audience_id, contact=contact.pk
    )
    return sorted(visits.values_list("page__title", flat=True))


def test_two_become_one_with_what_both_opened(
    audience: Audience, both: tuple[Contact, Contact]
) -> None:
    kept, gone = both
    spring, summer = page(audience).pk, page(audience, "Summer").pk
    write_visits(audience, both, [[spring], [spring, summer]])

    people.merge(audience, kept.pk, gone.pk)

    assert opened(kept) == ["Spring", "Summer"]
    assert opened(gone) == []


def test_who_asks_is_told_which_pages_they_opened(
    audience: Audience, both: tuple[Contact, Contact]
) -> None:
    ann, _bea = both
    write_visits(audience, both, [[page(audience).pk], [page(audience, "Other").pk]])

    told = list(people.tell(Person(audience, ann.pk, ann.email)))

    assert told == [{"page": "Spring", "day": DAY}]


def test_visits_go_with_who_is_deleted(
    audience: Audience, both: tuple[Contact, Contact]
) -> None:
    write_visits(audience, both, [[page(audience).pk], []])

    audience.contacts.filter(pk=both[0].pk).delete()

    assert not LandingVisit.objects.filter(audience=audience).exists()
