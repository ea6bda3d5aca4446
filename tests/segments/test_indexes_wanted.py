"""Which indexes of fields there should be, as segments and views ask for them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.indexes import settling, wanting
from contacts.models import SavedView
from segments import following
from tests.conditions.said import asking, group, of
from tests.factories import AudienceFactory, ContactFactory
from tests.segments.indexes import field_of, kept, named, there

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_few_contacts_none_is_made(readers: Audience, audience: Audience) -> None:
    small = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=small)
    kept(field_of(small))

    assert settling.settle() == (0, 0)


def test_an_audience_that_shrinks_a_little_keeps_what_it_has(
    readers: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = field_of(readers)
    kept(field)
    settling.settle()

    monkeypatch.setattr(wanting, "SMALL", 4)
    assert settling.settle() == (0, 0)
    monkeypatch.setattr(wanting, "SMALL", 6)
    assert settling.settle() == (0, 1)


@pytest.mark.parametrize("match", ["any", "none"])
def test_what_reads_the_table_anyway_asks_for_none(
    readers: Audience, match: str
) -> None:
    field = field_of(readers)
    found = asking(field.key, "is", "Oslo")
    kept(field, tree=of(found, asking(field.key, "contains", "a"), match=match))
    kept(field, tree=of(asking(field.key, "is_not", "Oslo")))
    kept(field, tree=of(group(found, asking("country", "is", ["NO"]))))

    assert settling.settle() == (0, 0)


def test_each_of_several_that_are_enough_is_found_by_its_own(
    readers: Audience,
) -> None:
    city, work = field_of(readers, label="CITY"), field_of(readers, label="WORK")
    either = [asking(field.key, "is", "Oslo") for field in (city, work)]
    kept(city, tree=of(asking("vip", "yes"), group(*either)))

    settling.settle()

    assert there() == named(city, work)


def test_what_finds_more_than_a_quarter_asks_for_none(readers: Audience) -> None:
    kept(field_of(readers), n=1)

    assert settling.settle() == (0, 0)


def test_what_nobody_asked_for_in_ninety_days_is_dropped(readers: Audience) -> None:
    city, work = field_of(readers, label="CITY"), field_of(readers, label="WORK")
    long_ago = timezone.now() - timedelta(days=91)
    for field in (city, work):
        kept(field)
    settling.settle()

    segments = readers.segments.all()
    segments.update(changed_at=long_ago, counted_at=None)
    segments.filter(tree__icontains=work.key).update(counted_at=timezone.now())

    assert settling.settle() == (0, 1)
    assert there() == named(work)


def test_what_is_followed_is_asked_for_for_ever(readers: Audience, alice: User) -> None:
    field = field_of(readers)
    segment = kept(field)
    following.follow(segment, None, actor=alice)
    long_ago = timezone.now() - timedelta(days=91)
    readers.segments.update(changed_at=long_ago, counted_at=long_ago)

    assert settling.settle() == (1, 0)


def test_a_saved_view_asks_as_well(readers: Audience, alice: User) -> None:
    field = field_of(readers)
    tree = json.dumps(of(asking(field.key, "is", "Oslo")))
    view = SavedView.objects.create(audience=readers, owner=alice, name="Oslo")
    for query in ("", "where=%7B", f"where={tree}&order=email"):
        view.query = query
        view.save()
        settling.settle()

    assert there() == named(field)


@pytest.mark.parametrize("bound", ["PER_AUDIENCE", "IN_ALL"])
def test_of_more_than_there_may_be_those_are_made_that_were_asked_for_last(
    readers: Audience, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(wanting, bound, 2)
    first, second, third = (field_of(readers, label=f"F{n}") for n in range(3))
    now = timezone.now()
    for field, days in ((first, 3), (second, 40), (third, 1)):
        segment = kept(field)
        segment.changed_at = now - timedelta(days=days)
        segment.save()

    settling.settle()

    assert there() == named(first, third)


def test_what_is_there_gives_way_only_to_what_is_asked_for_much_later(
    readers: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanting, "PER_AUDIENCE", 1)
    old, new = field_of(readers, label="OLD"), field_of(readers, label="NEW")
    segment = kept(old)
    settling.settle()
    kept(new)

    for days, stays in ((29, old), (31, new)):
        segment.changed_at = timezone.now() - timedelta(days=days)
        segment.save()
        settling.settle()
        assert there() == named(stays)
