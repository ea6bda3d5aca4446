"""Pages and parts of them, and the pages that say what went wrong."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from accounts.http import client_ip
from accounts.models import Account, User
from accounts.roles import Role

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_an_address_gives_a_page_or_a_part(as_alice: Client, account: Account) -> None:
    url = reverse("audiences:audience_list", args=[account.pk])

    page = as_alice.get(url)
    part = as_alice.get(url, headers=PART)
    restored = as_alice.get(url, headers={**PART, "HX-Request-Type": "full"})

    assert "<html" in page.text
    assert "<html" not in part.text
    assert "<html" in restored.text


def test_every_answer_says_that_it_varies(client: Client, db: None) -> None:
    for url in ("/healthz", reverse("account_login")):
        varies = client.get(url).headers["Vary"]
        for header in ("HX-Request", "HX-Request-Type", "HX-Target"):
            assert header in varies.split(", ")


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9,", "10.0.0.1"),
        (1, "'; DROP TABLE users", "10.0.0.1"),
        (1, "203.0.113.9:4711", "10.0.0.1"),
    ],
)
def test_who_asks_is_seen_through_trusted_proxies_alone(
    settings: object, proxies: int, header: str, seen: str
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]  # a fixture
    headers = {"X-Forwarded-For": header}

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)

    assert client_ip(request) == seen


def test_what_is_not_there_has_a_page(as_alice: Client) -> None:
    response = as_alice.get("/nowhere/")

    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_what_one_may_not_do_has_a_page(
    client: Client, account: Account, bob: User
) -> None:
    bob.memberships.update(role=Role.VIEWER)
    client.force_login(bob)

    response = client.get(reverse("audiences:audience_create", args=[account.pk]))

    assert response.status_code == 403
    assert "You may not open this" in response.text


def test_a_form_that_is_too_old_has_a_page(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    response = client.post(reverse("accounts:shortcuts_toggle"))

    assert response.status_code == 403
    assert "This page was open for too long" in response.text


@pytest.fixture
def broken() -> HttpRequest:
    return RequestFactory().get("/")


def test_what_breaks_has_a_page_that_asks_the_database_nothing(
    broken: HttpRequest,
) -> None:
    assert (
        "Something broke on our side" in defaults.server_error(broken).content.decode()
    )


def test_what_cannot_be_read_has_a_page_too(broken: HttpRequest) -> None:
    response = defaults.bad_request(broken, ValueError("x"))

    assert "This request cannot be read" in response.content.decode()


def test_the_address_of_a_visitor_is_that_of_the_connection() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "1.2.3.4"})

    assert client_ip(request) == "127.0.0.1"


def test_the_process_says_that_it_lives(client: Client, db: None) -> None:
    assert client.get("/healthz").text == "ok"
