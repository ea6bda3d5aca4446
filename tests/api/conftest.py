"""Clients of the API: one for each of the people of the tests."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import Account, User
from accounts.roles import Role
from api import keys
from api.models import ApiKey
from audiences.models import Audience


class ApiClient:
    """Asks the API with a key, and reads what it answers."""

    def __init__(self, key: ApiKey, text: str) -> None:
        self.key = key
        self.text = text
        self.client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(
            method,
            f"/3.0{path}",
            b"" if body is None else data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.text}", **headers},
        )

    def send_with(
        self, method: str, path: str, query: dict[str, str], body: str
    ) -> Any:
        """The same for a path and a query of whatever letters."""
        return self.send(method, f"{quote(path)}?{urlencode(query)}", body)

    def get(self, path: str) -> Any:
        return self._read("GET", path)

    def post(self, path: str, body: Any) -> Any:
        return self._read("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._read("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._read("PATCH", path, body)

    def delete(self, path: str) -> None:
        response = self.send("DELETE", path)
        assert (response.status_code, response.content) == (204, b"")

    def refused(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The problem that a request meets."""
        response = self.send(method, path, body)
        said = response.headers["Content-Type"]
        assert said == "application/problem+json; charset=utf-8"
        problem: dict[str, Any] = json.loads(response.content)
        assert problem["status"] == response.status_code
        assert problem["instance"] == response.headers["X-Request-Id"]
        return problem

    def _read(self, method: str, path: str, body: Any = None) -> Any:
        response = self.send(method, path, body)
        assert response.status_code == 200, response.content
        said = response.headers["Content-Type"]
        assert said == "application/json; charset=utf-8"
        return json.loads(response.content)


def client_of(account: Account, role: Role, owner: User | None = None) -> ApiClient:
    key, text = keys.make(account, name=f"A {role}", role=role, owner=owner)
    return ApiClient(key, text)


@pytest.fixture
def api(audience: Audience, alice: User) -> ApiClient:
    """With a key that may do everything in the account of the audience."""
    return client_of(audience.account, Role.OWNER, alice)


@pytest.fixture
def official(live_server: LiveServer, api: ApiClient) -> Any:
    """The client that others made, unmodified but for the host it asks."""
    import mailchimp_marketing

    client = mailchimp_marketing.Client({"api_key": api.text})
    client.api_client.host = f"{live_server.url}/3.0"
    return client


@pytest.fixture
def stranger(charlie: User) -> ApiClient:
    """With a key of another account."""
    return client_of(Account.objects.get(members=charlie), Role.OWNER, charlie)
