from __future__ import annotations

import pytest
from django.http import QueryDict

from accounts.models import Account, User
from audiences import ordering
from audiences.models import Audience
from tests.conftest import membership_of
from tests.factories import AudienceFactory


@pytest.fixture
def four(account: Account, audience: Audience) -> list[int]:
    others = AudienceFactory.create_batch(3, account=account)
    return [audience.pk, *(other.pk for other in others)]


def order(account: Account) -> list[int]:
    return list(account.audiences.in_order().values_list("pk", flat=True))


def test_the_order_is_what_was_asked_for(
    account: Account, four: list[int], alice: User
) -> None:
    one, two, three, last = four

    moved = ordering.reorder(membership_of(alice), [last, two, one, three])

    assert order(account) == [last, two, one, three]
    assert moved == (four, [last, two, one, three])


def test_what_is_not_named_keeps_its_place(
    account: Account, four: list[int], alice: User
) -> None:
    one, two, three, last = four

    ordering.reorder(membership_of(alice), [last, one])

    assert order(account) == [last, two, three, one]


def test_unknown_and_repeated_ids_are_passed_over(
    account: Account, four: list[int], alice: User, charlie: User
) -> None:
    one, two, three, last = four
    foreign = AudienceFactory.create(account=charlie.accounts.get(), position=5)

    ordering.reorder(
        membership_of(alice), [two, foreign.pk, two, one, 10**17, three, last]
    )

    assert order(account) == [two, one, three, last]
    foreign.refresh_from_db()
    assert foreign.position == 5


def test_a_narrowed_member_moves_only_what_they_see(
    account: Account, four: list[int], bob: User
) -> None:
    one, two, three, last = four
    membership = membership_of(bob)
    membership.is_narrowed = True
    membership.save()
    for pk in (one, last):
        membership.audience_accesses.create(audience_id=pk)

    ordering.reorder(membership, [last, two, one])

    assert order(account) == [last, two, three, one]


def test_audiences_that_share_a_position_can_be_ordered(
    account: Account, four: list[int], alice: User
) -> None:
    Audience.objects.update(position=0)
    reversed_order = four[::-1]

    ordering.reorder(membership_of(alice), reversed_order)

    assert order(account) == reversed_order


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("id=3&id=1&id=2", [3, 1, 2]),
        ("order=3,1,2", [3, 1, 2]),
        ("id=1&id=2&id=3&down=1", [2, 1, 3]),
        ("id=1&id=2&id=3&up=3", [1, 3, 2]),
        ("id=1&id=2&up=1", [1, 2]),
        ("id=1&id=2&down=2", [1, 2]),
        ("id=1&id=2&up=9", [1, 2]),
        ("id=x&id=-1&id=99999999999999999999&id=2", [2]),
        ("", []),
    ],
)
def test_a_form_names_the_order(query: str, wanted: list[int]) -> None:
    assert ordering.wanted_order(QueryDict(query)) == wanted
