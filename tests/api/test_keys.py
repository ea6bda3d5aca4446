"""Credentials: in which forms a key is shown, and what it opens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.roles import Role
from api import keys
from api.models import ApiKey
from audiences.models import Audience
from tests.api.conftest import ApiClient, client_of
from tests.factories import AudienceFactory


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def ask(client: Client, header: str | None, path: str = "/3.0/ping") -> Any:
    headers = {} if header is None else {"Authorization": header}
    response = client.get(path, headers=headers)
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize(
    "form",
    [
        lambda key: basic("anybody", key),
        lambda key: basic("", key),
        lambda key: f"Bearer {key}",
        lambda key: f"apikey {key}",
        lambda key: f"OAuth {key}",
        lambda key: f"bearer {key}",
    ],
    ids=["basic", "basic without a user", "bearer", "apikey", "oauth", "small letters"],
)
def test_a_key_is_taken_in_every_form_that_clients_send(
    client: Client, api: ApiClient, form: Any
) -> None:
    status, _answer = ask(client, form(api.text))

    assert status == 200


def test_without_a_key_the_problem_says_so(client: Client, db: None) -> None:
    status, problem = ask(client, None)

    assert (status, problem["title"]) == (401, "API Key Missing")
    assert problem["detail"] == "Your request did not include an API key."


@pytest.mark.parametrize(
    "header",
    [
        f"Bearer {'0' * 32}-us1",
        "Bearer x",
        "Bearer",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        basic("user", ""),
        "Digest username=x",
        "Bearer " + "é" * 32 + "-us1",
    ],
)
def test_a_wrong_key_is_a_problem(client: Client, db: None, header: str) -> None:
    status, problem = ask(client, header)

    assert (status, problem["title"]) == (401, "API Key Invalid")


def test_a_key_is_not_taken_from_the_address(client: Client, api: ApiClient) -> None:
    status, _problem = ask(client, None, f"/3.0/ping?apikey={api.text}")

    assert status == 401


def test_a_key_reads_as_clients_expect_it(api: ApiClient) -> None:
    assert keys.FORM.fullmatch(api.text)
    assert api.text.endswith("-us1")


def test_the_key_itself_is_kept_nowhere(api: ApiClient) -> None:
    row = ApiKey.objects.values().get(pk=api.key.pk)

    assert api.text not in str(row)
    assert row["prefix"] == api.text[:8]


def test_one_letter_more_or_less_is_another_key(client: Client, api: ApiClient) -> None:
    other = api.text[:31] + ("0" if api.text[31] != "0" else "1") + api.text[32:]

    assert ask(client, f"Bearer {other}")[0] == 401


def test_what_is_shown_is_compared_in_constant_time(
    client: Client, api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr("api.keys.secrets.compare_digest", compare)
    other = f"{api.text[:8]}{'0' * 24}-us1"

    assert ask(client, f"Bearer {other}")[0] == 401

    digests = [hashlib.sha256(text.encode()).digest() for text in (api.text, other)]
    assert compared == [tuple(digests)]


def test_a_revoked_key_opens_nothing(
    client: Client, api: ApiClient, alice: User
) -> None:
    assert keys.revoke(api.key, actor=alice)

    assert ask(client, f"Bearer {api.text}")[1]["title"] == "API Key Invalid"
    assert not keys.revoke(api.key, actor=alice)


def test_the_audit_log_has_what_becomes_of_a_key(api: ApiClient, alice: User) -> None:
    keys.rename(api.key, "Shop", actor=alice)
    keys.revoke(api.key, actor=alice)

    log = AuditEntry.objects.filter(verb__startswith="api_key.").order_by("pk")
    assert list(log.values_list("verb", "label", "actor_email")) == [
        ("api_key.made", "A owner", "alice@example.com"),
        ("api_key.renamed", "Shop", "alice@example.com"),
        ("api_key.revoked", "Shop", "alice@example.com"),
    ]


def test_the_last_use_is_noted_once_a_minute(api: ApiClient) -> None:
    def noted() -> Any:
        return ApiKey.objects.get(pk=api.key.pk).last_used_at

    assert noted() is None
    api.get("/ping")
    first = noted()
    api.get("/ping")
    assert noted() == first
    earlier = timezone.now() - timedelta(seconds=61)
    ApiKey.objects.filter(pk=api.key.pk).update(last_used_at=earlier)
    api.get("/ping")
    assert noted() > earlier


def test_another_account_is_not_there(stranger: ApiClient, audience: Audience) -> None:
    problem = stranger.refused("GET", f"/lists/{audience.public_id}")

    assert (problem["status"], problem["title"]) == (404, "Resource Not Found")
    assert stranger.get("/lists")["lists"] == []


def test_a_narrowed_key_sees_what_is_given_to_it(audience: Audience) -> None:
    other = AudienceFactory.create(account=audience.account)
    key, text = keys.make(
        *(audience.account,),
        name="Narrow",
        role=Role.MANAGER,
        owner=None,
        audiences=[audience],
    )
    narrow = ApiClient(key, text)

    listed = narrow.get("/lists")

    assert [each["id"] for each in listed["lists"]] == [audience.public_id]
    assert narrow.refused("GET", f"/lists/{other.public_id}")["status"] == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.AGENT, 403), (Role.MANAGER, 403)]
)
def test_a_key_acts_at_most_with_its_role(
    audience: Audience, role: Role, status: int
) -> None:
    """Deleting a list is for owners and admins."""
    below = client_of(audience.account, role)

    problem = below.refused("DELETE", f"/lists/{audience.public_id}")

    assert (problem["status"], problem["title"]) == (status, "Forbidden")
    assert Audience.objects.present().filter(pk=audience.pk).exists()


def test_who_asks_too_often_waits(api: ApiClient, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    api.get("/ping")
    api.get("/ping")

    response = api.send("GET", "/ping")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert json.loads(response.content)["title"] == "Too Many Requests"


def test_each_key_has_a_bucket_of_its_own(
    api: ApiClient, stranger: ApiClient, settings: Any
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    api.get("/ping")

    assert api.send("GET", "/ping").status_code == 429
    assert stranger.send("GET", "/ping").status_code == 200


def test_asking_with_a_known_key_costs_two_queries(
    api: ApiClient, django_assert_num_queries: Any
) -> None:
    api.get("/ping")

    with django_assert_num_queries(2):
        api.get("/ping")
