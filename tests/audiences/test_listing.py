from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences import listing
from audiences.models import Audience, Counter, DailyCount
from tests.conftest import membership_of
from tests.factories import AudienceFactory, ContactFactory


def row_of(user: User) -> listing.Row:
    (row,) = listing.rows(membership_of(user))
    return row


def test_a_row_counts_people_and_leaves_out_the_archived(
    audience: Audience, alice: User
) -> None:
    ContactFactory.create_batch(3, audience=audience)
    ContactFactory.create(audience=audience, status="unsubscribed")
    ContactFactory.create(audience=audience, archived_at=timezone.now())

    row = row_of(alice)

    assert (row.total, row.subscribed, row.share) == (4, 3, 75)


def test_nobody_is_no_share_and_no_trend(audience: Audience, alice: User) -> None:
    row = row_of(alice)

    assert (row.total, row.share, row.has_trend, row.growth) == (0, 0, False, None)


def test_the_trend_runs_over_thirty_days(audience: Audience, alice: User) -> None:
    Counter.objects.create(audience=audience, kind="status", key="subscribed", n=110)
    for days_ago, change in [(0, 4), (10, 6), (40, 100)]:
        day = timezone.now().date() - timedelta(days=days_ago)
        DailyCount.objects.create(
            audience=audience, day=day, key="subscribed", change=change
        )

    row = row_of(alice)

    assert row.days == [100] * 19 + [106] * 10 + [110]
    assert (row.gained, row.growth) == (10, 10.0)


def test_archiving_counts_as_going(audience: Audience, alice: User) -> None:
    contact = ContactFactory.create(audience=audience)
    Counter.objects.add(audience, "status", {contact.status: -1, "archived": 1})

    row = row_of(alice)

    assert (row.total, row.gained) == (0, 0)


def test_growth_from_nothing_is_no_percentage(audience: Audience, alice: User) -> None:
    ContactFactory.create_batch(2, audience=audience)

    row = row_of(alice)

    assert (row.gained, row.growth) == (2, None)


def test_a_narrowed_member_sees_only_their_own(audience: Audience, bob: User) -> None:
    other = AudienceFactory.create(account=audience.account)
    membership = membership_of(bob)
    membership.is_narrowed = True
    membership.save()
    membership.audience_accesses.create(audience=other)

    assert [row.audience for row in listing.rows(membership)] == [other]


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_takes_three_queries(
    audience: Audience,
    alice: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    AudienceFactory.create_batch(count - 1, account=audience.account)
    membership = membership_of(alice)

    with django_assert_num_queries(3):
        listing.rows(membership)
