"""The page of keys: who sees it, and what it shows once and never again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, AuditEntry, Membership, User
from accounts.roles import Role
from api import keys
from api.forms import MOST_KEYS
from api.models import ApiKey
from audiences.models import Audience
from tests.conftest import membership_of
from tests.factories import AudienceFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def address(name: str, account: Account, *ids: int) -> str:
    return reverse(f"api:{name}", args=[account.pk, *ids])


def make(account: Account, **more: Any) -> tuple[ApiKey, str]:
    return keys.make(
        account, **{"name": "Shop", "role": "manager", "owner": None, **more}
    )


def test_an_account_without_keys_is_told_what_they_are_for(
    as_alice: Client, account: Account
) -> None:
    page = as_alice.get(address("key_list", account)).content.decode()

    assert "No keys yet" in page


def test_keys_are_listed_by_what_may_be_seen_of_them(
    as_alice: Client, account: Account, audience: Audience, alice: User
) -> None:
    _key, text = make(account, owner=alice, audiences=[audience])
    revoked, _text = make(account, name="Till")
    keys.revoke(revoked, actor=alice)

    page = as_alice.get(address("key_list", account)).content.decode()

    assert "Shop" in page
    assert "Newsletter readers" in page
    assert "Till" not in page
    assert text[:8] in page
    assert text not in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_as_many_queries_for_three_as_for_one(
    as_alice: Client,
    account: Account,
    audience: Audience,
    alice: User,
    django_assert_num_queries: Any,
    n: int,
) -> None:
    for _ in range(n):
        make(account, owner=alice, audiences=[audience])

    with django_assert_num_queries(6):
        as_alice.get(address("key_list", account), headers=PART)


def test_a_key_is_shown_when_it_is_made(as_alice: Client, account: Account) -> None:
    data = {"name": "Shop", "role": "viewer", "reach": "all"}

    response = as_alice.post(address("key_create", account), data)

    (text,) = set(re.findall(r"[0-9a-f]{32}-us1", response.content.decode()))
    key = ApiKey.objects.get(account=account)
    assert (key.name, key.role, key.is_narrowed) == ("Shop", "viewer", False)
    assert key.prefix == text[:8]
    assert f"curl -u any:{text} http://testserver/3.0/ping" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    shown = {"Authorization": f"Bearer {text}"}
    assert as_alice.get("/3.0/ping", headers=shown).status_code == 200


def test_in_a_page_that_is_there_the_list_learns_of_it(
    as_alice: Client, account: Account
) -> None:
    data = {"name": "Shop", "role": "viewer", "reach": "all"}

    response = as_alice.post(address("key_create", account), data, headers=PART)

    assert b"<html" not in response.content
    assert "keys-changed" in response.headers["HX-Trigger"]


def test_a_key_can_be_narrowed(
    as_alice: Client, account: Account, audience: Audience
) -> None:
    AudienceFactory.create(account=account)
    data = {
        "name": "Shop",
        "role": "manager",
        "reach": "some",
        "audiences": [audience.pk],
    }

    as_alice.post(address("key_create", account), data)

    key = ApiKey.objects.get(account=account)
    assert [access.audience for access in key.accesses.all()] == [audience]
    assert key.is_narrowed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"role": "emperor"}, "Select a valid choice."),
        ({"reach": "some"}, "Choose an audience."),
        ({"reach": "some", "audiences": [0]}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_told(
    as_alice: Client, account: Account, changes: dict[str, Any], said: str
) -> None:
    data = {"name": "Shop", "role": "manager", "reach": "all", **changes}

    response = as_alice.post(address("key_create", account), data, headers=PART)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ApiKey.objects.exists()


def test_an_admin_makes_no_key_of_an_owner(
    client: Client, bob: User, account: Account
) -> None:
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    client.force_login(bob)
    data = {"name": "Shop", "role": "owner", "reach": "all"}

    response = client.post(address("key_create", account), data)

    assert response.status_code == 422


def test_who_sees_some_audiences_opens_no_others(
    client: Client, bob: User, account: Account, audience: Audience
) -> None:
    closed = AudienceFactory.create(account=account)
    Membership.objects.filter(user=bob).update(role=Role.ADMIN, is_narrowed=True)
    audience.accesses.create(membership=membership_of(bob))
    client.force_login(bob)
    data = {"name": "Shop", "role": "manager"}

    for wrong in ({"reach": "all"}, {"reach": "some", "audiences": [closed.pk]}):
        response = client.post(address("key_create", account), {**data, **wrong})
        assert response.status_code == 422
    right = {"reach": "some", "audiences": [audience.pk]}
    assert client.post(address("key_create", account), {**data, **right})
    assert ApiKey.objects.get().is_narrowed


def test_an_account_has_so_many_keys_at_most(
    as_alice: Client, account: Account
) -> None:
    for _ in range(MOST_KEYS):
        make(account)
    data = {"name": "Shop", "role": "manager", "reach": "all"}

    response = as_alice.post(address("key_create", account), data)

    assert "There are 100 keys" in response.content.decode()


def test_a_key_is_renamed(as_alice: Client, account: Account) -> None:
    key, _text = make(account)
    url = address("key_update", account, key.pk)

    response = as_alice.post(url, {"name": "Till"})

    assert response.headers["Location"] == address("key_list", account)
    assert ApiKey.objects.get().name == "Till"


def test_a_key_is_revoked_after_a_question(as_alice: Client, account: Account) -> None:
    key, _text = make(account)
    url = address("key_revoke", account, key.pk)

    assert "Revoke the key Shop" in as_alice.get(url).content.decode()
    assert not AuditEntry.objects.filter(verb="api_key.revoked").exists()
    response = as_alice.post(url, headers=PART)

    assert "dialog-close" in response.headers["HX-Trigger"]
    entry = AuditEntry.objects.get(verb="api_key.revoked")
    assert (entry.label, entry.actor_email) == ("Shop", "alice@example.com")
    assert as_alice.post(url).status_code == 404


@pytest.mark.parametrize("name", ["key_update", "key_revoke"])
def test_keys_of_another_account_are_not_there(
    as_charlie: Client, charlie: User, account: Account, name: str
) -> None:
    key, _text = make(account)
    own = Account.objects.get(members=charlie)

    assert as_charlie.post(address(name, own, key.pk), {"name": "x"}).status_code == 404
    assert ApiKey.objects.get().name == "Shop"
