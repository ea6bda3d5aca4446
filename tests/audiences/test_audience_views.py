from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, Plan, User
from accounts.roles import Role
from audiences import lifecycle, ordering
from audiences.models import Audience
from tests.audiences.answers import PART, text
from tests.conftest import membership_of
from tests.factories import AudienceFactory, ContactFactory


def list_url(account: Account) -> str:
    return reverse("audiences:audience_list", args=[account.pk])


def order_url(account: Account) -> str:
    return reverse("audiences:audience_reorder", args=[account.pk])


def order(account: Account) -> list[int]:
    return list(account.audiences.in_order().values_list("pk", flat=True))


def toasts_of(client: Client, account: Account) -> str:
    """The page that shows the toasts which wait."""
    return text(client.get(list_url(account)))


@pytest.fixture
def three(account: Account, audience: Audience) -> list[int]:
    others = AudienceFactory.create_batch(2, account=account)
    return [audience.pk, *(other.pk for other in others)]


def test_the_list_is_a_page_or_a_part(as_alice: Client, audience: Audience) -> None:
    url = list_url(audience.account)

    page, part = as_alice.get(url), as_alice.get(url, headers=PART)

    assert "<html" in text(page)
    assert "<html" not in text(part)
    assert 'id="audience-list"' in text(page)
    assert text(part).lstrip().startswith('<div id="audience-list"')


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_many(
    as_alice: Client,
    audience: Audience,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    AudienceFactory.create_batch(count - 1, account=audience.account)
    url = list_url(audience.account)

    # Session, user, membership with plan, audiences, counters, changes by day.
    with django_assert_num_queries(6):
        as_alice.get(url, headers=PART)


def test_figures_lead_to_the_people(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create_batch(3, audience=audience)
    people = reverse("contacts:contact_list", args=[audience.pk])

    html = text(as_alice.get(list_url(audience.account), headers=PART))

    assert f'href="{people}"><b>3</b>' in html
    assert f'href="{people}?status=subscribed"' in html


def test_audiences_stand_in_their_order(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    ordering.reorder(account.memberships.get(), three[::-1])

    rows = as_alice.get(list_url(account)).context["rows"]
    assert [row.audience.pk for row in rows] == three[::-1]


def test_an_account_without_audiences_offers_the_first(
    as_alice: Client, account: Account
) -> None:
    html = text(as_alice.get(list_url(account)))

    assert "Start with one audience" in html


def test_archived_audiences_stand_apart(as_alice: Client, audience: Audience) -> None:
    lifecycle.archive(audience)

    context = as_alice.get(list_url(audience.account)).context

    assert [row.audience for row in context["archived"]] == [audience]
    assert context["rows"] == []


def test_an_audience_that_is_being_deleted_is_not_listed(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    lifecycle.delete_later(audience, alice)

    assert audience.name not in text(as_alice.get(list_url(audience.account)))


def test_a_viewer_gets_no_actions(
    client: Client, audience: Audience, alice: User
) -> None:
    membership = membership_of(alice)
    membership.role = Role.VIEWER
    membership.save()
    client.force_login(alice)

    html = text(client.get(list_url(audience.account)))

    assert audience.name in html
    for action in ("data-grip", "data-move", "New audience", "Archive", "Delete"):
        assert action not in html


def test_a_manager_is_not_offered_to_delete(as_bob: Client, audience: Audience) -> None:
    html = text(as_bob.get(list_url(audience.account)))

    assert reverse("audiences:audience_archive", args=[audience.pk]) in html
    assert reverse("audiences:audience_delete", args=[audience.pk]) not in html


def test_a_full_plan_is_explained_in_the_list(
    as_alice: Client, audience: Audience
) -> None:
    Plan.objects.filter(accounts=audience.account).update(max_audiences=1)

    html = text(as_alice.get(list_url(audience.account)))

    assert "includes 1 audience, archived ones counted." in html
    assert "Add an audience" not in html
    assert "New audience" in html


def test_a_new_order_is_saved_with_a_way_back(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    one, two, last = three

    response = as_alice.post(order_url(account), {"id": [last, one, two]}, headers=PART)

    assert order(account) == [last, one, two]
    assert "Order saved" in text(response)
    assert f'name="order" value="{one},{two},{last}"' in text(response)
    assert "HX-Trigger" not in response.headers


def test_the_way_back_restores_the_order(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    as_alice.post(order_url(account), {"id": three[::-1]})

    response = as_alice.post(
        order_url(account), {"order": ",".join(map(str, three))}, headers=PART
    )

    assert order(account) == three
    assert "The order is as it was." in text(response)
    assert json.loads(response.headers["HX-Trigger"]) == {"audiences-changed": {}}


def test_an_order_that_is_already_so_says_nothing(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    response = as_alice.post(order_url(account), {"id": three}, headers=PART)

    assert (response.status_code, text(response)) == (200, "")


def test_without_scripts_a_button_moves_an_audience(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    one, two, last = three

    response = as_alice.post(order_url(account), {"id": three, "down": one})

    assert response.headers["Location"] == list_url(account)
    assert order(account) == [two, one, last]
    assert "Order saved" in toasts_of(as_alice, account)


def test_an_audience_made_meanwhile_stays_last(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    late = lifecycle.create(account, name="Late", country="NO")

    as_alice.post(order_url(account), {"id": three[::-1]})

    assert order(account) == [*three[::-1], late.pk]


def test_archiving_can_be_undone_from_the_toast(
    as_alice: Client, audience: Audience
) -> None:
    archive = reverse("audiences:audience_archive", args=[audience.pk])
    unarchive = reverse("audiences:audience_unarchive", args=[audience.pk])

    response = as_alice.post(archive)
    page = toasts_of(as_alice, audience.account)

    assert response.headers["Location"] == list_url(audience.account)
    assert "“Newsletter readers” is archived." in page
    assert f'hx-post="{unarchive}"' in page
    assert not Audience.objects.active().exists()

    undone = as_alice.post(unarchive, headers=PART)

    assert "“Newsletter readers” is back." in text(undone)
    assert json.loads(undone.headers["HX-Trigger"]) == {"audiences-changed": {}}
    assert Audience.objects.active().get() == audience


def test_archiving_twice_says_it_once(as_alice: Client, audience: Audience) -> None:
    archive = reverse("audiences:audience_archive", args=[audience.pk])
    as_alice.post(archive, headers=PART)

    assert text(as_alice.post(archive, headers=PART)) == ""


def test_the_same_order_holds_in_the_switcher(
    as_alice: Client, account: Account, three: list[int]
) -> None:
    as_alice.post(order_url(account), {"id": three[::-1]})

    url = reverse("audiences:audience_options", args=[account.pk])
    places = as_alice.get(url, headers=PART).context["places"]
    assert [place.pk for place in places] == three[::-1]


def test_the_numbers_of_the_sidebar_come_along_anew(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("audiences:audience_counts", args=[audience.pk])
    ContactFactory.create_batch(2, audience=audience)

    part = text(as_alice.get(url, headers=PART))

    assert '<hx-partial hx-target="#count-contacts" hx-swap="outerHTML">' in part
    assert '<span class="n" id="count-contacts">2</span>' in part
    assert f'hx-get="{url}"' in text(as_alice.get(audience.get_absolute_url()))
    assert as_alice.get(url)["Location"] == audience.get_absolute_url()
