"""What a service is answered at the address of a webhook, and what is kept of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.limits import Rate
from accounts.models import User
from audiences.models import Audience
from contacts.hooks import calls, making, tokens
from contacts.models import Contact, HookCall
from contacts.views import incoming
from events.models import CustomEvent
from tests.contacts.hooking import ORDER, hook_of, last_call, path_of, post, written
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_a_call_is_kept_and_waits_until_it_is_said_what_it_means(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience, None)

    response = post(hook, ORDER)

    assert response.status_code == 200
    assert response.json() == {
        "status": "waiting",
        "detail": "It is not said yet what it means.",
        "id": last_call(hook).pk,
    }
    assert json.loads(last_call(hook).body) == ORDER
    assert written(audience) == []


def test_a_call_that_is_understood_writes_an_event(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience)

    response = post(hook, ORDER)

    assert response.json()["status"] == "taken"
    assert response.json()["detail"] == "Event order_paid written."
    assert written(audience) == [("order_paid", {"total": 12.5})]
    assert last_call(hook).contact == anna


def test_who_only_looks_is_told_what_it_is_and_changes_nothing(
    client: Client, audience: Audience
) -> None:
    hook = hook_of(audience)

    assert "takes JSON" in client.get(path_of(hook)).text
    assert client.head(path_of(hook)).status_code == 200
    assert not HookCall.objects.filter(audience=audience).exists()


def test_another_method_is_refused_in_a_sentence(
    client: Client, audience: Audience
) -> None:
    response = client.put(path_of(hook_of(audience)), "{}")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
    assert response.json()["detail"] == "A webhook takes POST alone."


@pytest.mark.parametrize("token", ["x", "x" * 43, "a/b", "%00", "é" * 30, "x" * 3000])
def test_an_address_that_leads_nowhere_says_so(
    client: Client, db: None, token: str
) -> None:
    response = client.post(f"/hooks/{token}", "{}", "application/json")

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.json()["detail"] == "No webhook has this address."


def test_a_slash_at_the_end_does_no_harm(client: Client, audience: Audience) -> None:
    response = client.post(f"{path_of(hook_of(audience))}/", "{}", "application/json")

    assert response.status_code == 200


def test_the_old_address_is_dead_when_there_is_a_new_one(
    client: Client, audience: Audience, alice: User
) -> None:
    hook = hook_of(audience)
    old = path_of(hook)

    making.renew(hook, actor=alice)

    assert client.post(old, "{}", "application/json").status_code == 404
    assert post(hook, {}).status_code == 200


def test_a_deleted_webhook_answers_nobody_until_it_is_back(
    audience: Audience, alice: User
) -> None:
    hook = hook_of(audience)

    making.delete(hook, actor=alice)
    assert post(hook, ORDER).status_code == 404

    making.restore(hook, actor=alice)
    assert post(hook, ORDER).status_code == 200


def test_the_address_can_be_shown_again_but_stands_in_no_table(
    audience: Audience, settings: Any
) -> None:
    hook = hook_of(audience)
    token = tokens.token_of(hook)

    kept = bytes(hook.nonce) + bytes(hook.digest) + str(hook.mapping).encode()
    assert len(token) == 43
    assert token.encode() not in kept

    settings.SECRET_KEY = "another key altogether"
    assert tokens.token_of(hook) == ""
    assert tokens.find(token) == hook  # it works all the same


def test_who_calls_too_often_is_told_when_to_come_again(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "PER_HOOK", Rate(1, seconds=30))
    hook = hook_of(audience)

    assert post(hook, ORDER).status_code == 200
    response = post(hook, ORDER)

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert HookCall.objects.filter(audience=audience).count() == 1
    # A service calls for many from one machine.
    assert post(hook_of(audience), ORDER).status_code == 200


def test_who_tries_addresses_is_slowed_down(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "ASTRAY", Rate(1, seconds=60))

    statuses = [client.post("/hooks/no", "{}", "x/y").status_code for _n in range(2)]

    assert statuses == [404, 429]


@pytest.mark.parametrize(
    "name",
    ["Idempotency-Key", "webhook-id", "X-GitHub-Delivery", "X-WC-Webhook-Delivery-ID"],
)
def test_a_delivery_that_is_repeated_writes_nothing_twice(
    audience: Audience, anna: Contact, name: str
) -> None:
    hook = hook_of(audience)

    first, again = (post(hook, ORDER, **{name: "d-1"}) for _time in range(2))
    other = post(hook, ORDER, **{name: "d-2"})

    said = [response.json()["status"] for response in (first, again, other)]
    assert said == ["taken", "again", "taken"]
    assert len(written(audience)) == 2


def test_without_anything_to_know_it_by_a_call_counts_each_time(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience)

    post(hook, ORDER, X_WC_Webhook_ID="7")  # of the webhook, not of the delivery
    post(hook, ORDER, X_WC_Webhook_ID="7")

    assert len(written(audience)) == 2


def test_of_the_headers_those_are_kept_that_do_no_harm(audience: Audience) -> None:
    hook = hook_of(audience, None)

    post(
        *(hook, ORDER),
        Authorization="Bearer x",
        Cookie="sessionid=1",
        User_Agent="Shop/1.0 \u00e9",
        X_Shopify_Topic="orders/paid",
        X_Api_Key="secret",
        X_Forwarded_For="192.0.2.1",
    )

    assert last_call(hook).headers == {
        "content-type": "application/json",
        "user-agent": "Shop/1.0 ",
        "x-shopify-topic": "orders/paid",
    }


def test_no_more_than_the_latest_calls_are_kept(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "MOST", 3)
    monkeypatch.setattr(calls, "MOST_BYTES", 1_000)
    hook, other = hook_of(audience, None), hook_of(audience, None)
    post(other, {"n": 0})

    for n in range(5):
        post(hook, {"n": n})
    kept = audience.hookcalls.filter(hook=hook).oldest_first()
    assert [json.loads(call.body)["n"] for call in kept] == [2, 3, 4]

    post(hook, {"n": "x" * 900})
    assert [call.size for call in kept.all()] == [8, 8, 909]
    assert audience.hookcalls.filter(hook=other).count() == 1


def test_answers_are_in_english_whatever_is_asked_for(audience: Audience) -> None:
    response = post(hook_of(audience, None), ORDER, Accept_Language="fr")

    assert response.json()["detail"] == "It is not said yet what it means."


def test_a_paused_webhook_keeps_calls_alone(audience: Audience, anna: Contact) -> None:
    hook = hook_of(audience)
    making.pause(hook)

    response = post(hook, ORDER)

    assert response.json()["detail"] == "The webhook was paused."
    assert written(audience) == []
    assert not CustomEvent.objects.filter(audience=audience).exists()
