from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, User
from audiences.models import Audience, AudienceAccess
from audiences.switching import Place, places
from tests.audiences.answers import PART
from tests.conftest import membership_of
from tests.factories import AudienceFactory


def places_of(
    user: User, section: str = "", here: Audience | None = None
) -> list[Place]:
    return places(membership_of(user), section, here.pk if here else None)


def options(account: Account, query: str = "") -> str:
    return reverse("audiences:audience_options", args=[account.pk]) + query


def test_switching_audiences_stays_in_the_section(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account, position=10**6)

    here, there = places_of(alice, "tags", audience)

    assert (here.pk, here.is_here) == (audience.pk, True)
    assert (there.pk, there.is_here) == (other.pk, False)
    assert there.url == reverse("contacts:tag_list", args=[other.pk])


@pytest.mark.parametrize("section", ["", "audiences", "nonsense"])
def test_from_elsewhere_one_comes_to_the_contacts(
    audience: Audience, alice: User, section: str
) -> None:
    (place,) = places_of(alice, section)

    assert place.url == reverse("contacts:contact_list", args=[audience.pk])


def test_archived_audiences_are_left_out_unless_one_is_open(
    audience: Audience, alice: User
) -> None:
    archived = AudienceFactory.create(
        account=audience.account, position=10**6, archived_at=timezone.now()
    )

    assert [place.pk for place in places_of(alice)] == [audience.pk]
    inside = places_of(alice, "contacts", archived)
    assert [place.pk for place in inside] == [audience.pk, archived.pk]


def test_a_narrowed_member_sees_only_what_was_given(
    audience: Audience, bob: User
) -> None:
    given = AudienceFactory.create(account=audience.account)
    bob.memberships.update(is_narrowed=True)
    AudienceAccess.objects.create(audience=given, membership=membership_of(bob))

    assert [place.pk for place in places_of(bob)] == [given.pk]


@pytest.mark.parametrize("n", [1, 3])
def test_the_menu_costs_one_query_however_many_there_are(
    account: Account,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    AudienceFactory.create_batch(n, account=account)
    membership = membership_of(alice)

    with django_assert_num_queries(1):
        assert len(places(membership, "tags", None)) == n


def test_the_menu_leads_on_and_marks_where_one_is(
    as_alice: Client, audience: Audience
) -> None:
    query = f"?section=tags&audience={audience.pk}"

    menu = as_alice.get(options(audience.account, query), headers=PART).text

    assert f'href="{reverse("contacts:tag_list", args=[audience.pk])}"' in menu
    assert 'aria-current="true"' in menu


def test_an_account_without_audiences_says_so(
    as_alice: Client, account: Account
) -> None:
    assert (
        "There are no audiences yet."
        in as_alice.get(options(account), headers=PART).text
    )


def test_without_scripts_it_is_the_list(as_alice: Client, account: Account) -> None:
    answer = as_alice.get(options(account))

    assert answer.headers["Location"] == reverse(
        "audiences:audience_list", args=[account.pk]
    )


def test_a_number_that_is_none_is_nowhere(as_alice: Client, audience: Audience) -> None:
    menu = as_alice.get(options(audience.account, "?audience=x"), headers=PART).text

    assert "aria-current" not in menu
