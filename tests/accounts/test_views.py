"""Start page, switching accounts, and the user's own settings."""

from __future__ import annotations

import json

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, User
from tests.conftest import membership_of
from tests.factories import AccountFactory, MembershipFactory, UserFactory


def list_of(account: Account) -> str:
    return reverse("audiences:audience_list", args=[account.pk])


def test_home_leads_to_the_audiences(as_alice: Client, account: Account) -> None:
    assert as_alice.get("/").headers["Location"] == list_of(account)


def test_home_leads_to_the_account_opened_last(
    as_alice: Client, alice: User, account: Account
) -> None:
    second = AccountFactory.create(name="Second")
    MembershipFactory.create(account=second, user=alice, opened_at=timezone.now())

    assert as_alice.get("/").headers["Location"] == list_of(second)


def test_switching_is_remembered(
    as_alice: Client, alice: User, account: Account
) -> None:
    second = AccountFactory.create(name="Second")
    MembershipFactory.create(account=second, user=alice)

    opened = as_alice.post(reverse("accounts:account_open", args=[second.pk]))

    assert opened.headers["Location"] == list_of(second)
    assert as_alice.get("/").headers["Location"] == list_of(second)
    as_alice.post(reverse("accounts:account_open", args=[account.pk]))
    assert as_alice.get("/").headers["Location"] == list_of(account)


def test_a_user_without_an_account_is_told_what_to_do(client: Client, db: None) -> None:
    client.force_login(UserFactory.create(email="new@example.com"))

    response = client.get("/")

    assert response.status_code == 200
    assert "new@example.com" in response.text


def test_the_settings_open_without_an_account(client: Client, db: None) -> None:
    client.force_login(UserFactory.create())

    assert client.get(reverse("accounts:user_update")).status_code == 200


def test_settings_are_kept(as_alice: Client, alice: User) -> None:
    url = reverse("accounts:user_update")

    response = as_alice.post(url, {"name": "Alice B.", "language": "fr"})

    assert response.headers["Location"] == url
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.shortcuts_enabled) == (
        "Alice B.",
        "fr",
        False,
    )
    (toast,) = get_messages(response.wsgi_request)
    assert json.loads(str(toast))["level"] == "success"


@pytest.mark.parametrize("data", [{"language": "xx"}, {"name": "x" * 151}])
def test_settings_that_cannot_be_are_said_so(
    as_alice: Client, alice: User, data: dict[str, str]
) -> None:
    response = as_alice.post(reverse("accounts:user_update"), data)

    assert response.status_code == 422
    alice.refresh_from_db()
    assert (alice.name, alice.language) == ("Alice", "")


def test_the_users_language_goes_before_the_browsers(
    as_alice: Client, alice: User
) -> None:
    url = reverse("accounts:user_update")
    french = {"Accept-Language": "fr"}

    assert '<html lang="fr"' in as_alice.get(url, headers=french).text
    alice.language = "en"
    alice.save()
    response = as_alice.get(url, headers=french)

    assert '<html lang="en"' in response.text
    assert response.headers["Content-Language"] == "en"


def test_single_keys_are_switched_and_one_stays_on_the_page(
    as_alice: Client, alice: User
) -> None:
    url = reverse("accounts:shortcuts_toggle")

    response = as_alice.post(url, headers={"Referer": "http://testserver/you/?a=1"})

    assert response.headers["Location"] == "/you/?a=1"
    alice.refresh_from_db()
    assert not alice.shortcuts_enabled
    as_alice.post(url)
    alice.refresh_from_db()
    assert alice.shortcuts_enabled


def test_a_page_after_messages_of_a_library_shows_them(
    client: Client, alice: User
) -> None:
    User.objects.get(pk=alice.pk).set_password("x")
    client.force_login(alice)

    response = client.post(reverse("account_logout"), follow=True)

    assert "You have signed out" in response.text


def test_membership_says_who_and_what(alice: User) -> None:
    assert str(membership_of(alice)) == "Alice · Fjord Coffee · Owner"
